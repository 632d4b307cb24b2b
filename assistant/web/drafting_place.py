"""Where in the drafting tab a person is: which draft, which step; written as the page's address names it."""

import re
from dataclasses import dataclass

LIST, BRIEF, MATERIAL, OUTLINE, DRAFT = 0, 1, 2, 3, 4
_WRITTEN = re.compile(r"([0-9a-f]{12}|new)/([1-4])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A step of a draft; without a draft it is the list, or the first step of a new one."""

    draft: str = ""
    step: int = LIST

    @classmethod
    def read(cls, written: str) -> "Place":
        """Return the place that an address names; anything else is the list."""
        found = _WRITTEN.fullmatch(written or "")
        if found is None:
            return cls()
        draft = "" if found[1] == "new" else found[1]
        return cls(draft=draft, step=int(found[2]) if draft else BRIEF)

    def written(self) -> str:
        """Return the place as the address names it; empty for the list."""
        return f"{self.draft or 'new'}/{self.step}" if self.step else ""
