"""Read and fill the prompts: the Markdown files of the package ``prompts``, with ``$name`` variables."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt file as read: its text and the SHA-256 kept with every answer."""

    name: str
    text: str
    sha256: str

    def fill(self, **values: str) -> str:
        """Return the prompt with every variable filled.

        Raises:
            ValueError: a variable is missing, or one is given that the prompt does not have.
        """
        template = Template(self.text)
        names = set(template.get_identifiers())
        if names != values.keys():
            raise ValueError(f"prompt {self.name} takes {sorted(names)}, was given {sorted(values)}")
        return template.substitute(values)


@cache
def load(name: str) -> Prompt:
    """Return the prompt ``prompts/<name>.md``."""
    text = (files("prompts") / f"{name}.md").read_text(encoding="utf-8").strip()
    return Prompt(name=name, text=text, sha256=sha256(text.encode()).hexdigest())
