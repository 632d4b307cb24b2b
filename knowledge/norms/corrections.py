"""Corrections of the statutes database: faults that no rule can repair, each with its basis."""

from datetime import date
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Swallowed(_Strict):
    """An article whose number and opening the package lost, so that it sits inside the one before it."""

    title: str
    version: date
    inside: str
    label: str
    line_starts: str
    """How the line inside begins that is the rest of the lost article."""
    opening: str
    """The lost words, put before that line."""


class Dated(_Strict):
    """When a version came into force or ceased to be, known from another part of the package."""

    title: str
    version: date
    in_force_from: date | None = None
    in_force_to: date | None = None
    basis: str
    """Chinese, shown to people."""


class Remark(_Strict):
    """What a reader must know about a version; a doubtful status is not passed on."""

    title: str
    version: date
    remark: str
    doubtful: bool = False


class Checked(_Strict):
    """A version of which every article agrees with an independent public copy."""

    title: str
    version: date


class Corrections(_Strict):
    """All curated corrections."""

    first_parts: dict[str, str]
    """The first 编 heading that the package lacks, by title."""
    swallowed: tuple[Swallowed, ...]
    dated: tuple[Dated, ...]
    remarks: tuple[Remark, ...]
    checked: tuple[Checked, ...]

    def is_checked(self, title: str, version: date) -> bool:
        """Tell whether the text was compared, article by article, with an independent copy."""
        return any((c.title, c.version) == (title, version) for c in self.checked)

    def dates_of(self, title: str, version: date) -> Dated | None:
        """Return the curated dates of a version."""
        return next((d for d in self.dated if (d.title, d.version) == (title, version)), None)

    def remarks_on(self, title: str, version: date) -> tuple[Remark, ...]:
        """Return what must be said about a version."""
        return tuple(r for r in self.remarks if (r.title, r.version) == (title, version))


@cache
def corrections() -> Corrections:
    """Return the corrections that ship with the product."""
    text = resources.files("knowledge.norms").joinpath("statute_corrections.yaml").read_text(encoding="utf-8")
    return Corrections.model_validate(yaml.safe_load(text))
