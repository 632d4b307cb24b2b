"""Norms and former versions of which only dates and the number of articles are known."""

from datetime import date
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, Field


class KnownNorm(BaseModel):
    """One version of one norm; what is not certain is None."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=3)
    organ: str | None = None
    document_number: str | None = None
    issued: date
    in_force_from: date | None = None
    articles: int | None = Field(default=None, ge=1)
    """How many articles the version has; None for a document without articles."""


class KnownNorms(BaseModel):
    """All such facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    former: tuple[KnownNorm, ...]
    """Versions that the statutes package no longer carries."""
    known: tuple[KnownNorm, ...]
    """National norms outside the package and the catalogue."""
    first_adopted: tuple[str, ...]
    """Laws that did not exist before the first version in the package."""


@cache
def known_norms() -> KnownNorms:
    """Return the facts that ship with the product."""
    text = resources.files("knowledge.norms").joinpath("known_norms.yaml").read_text(encoding="utf-8")
    return KnownNorms.model_validate(yaml.safe_load(text))
