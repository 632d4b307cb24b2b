"""A file's bytes become canonical text: one module per format, one registry."""

from knowledge.reading.registry import read
from knowledge.reading.types import Hints, Limits, Reading

__all__ = ["Hints", "Limits", "Reading", "read"]
