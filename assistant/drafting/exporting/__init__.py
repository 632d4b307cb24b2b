"""A draft as a file: .docx after GB/T 9704-2012, and Markdown."""

from assistant.drafting.exporting.document import draft_docx
from assistant.drafting.exporting.markdown import draft_markdown

__all__ = ["draft_docx", "draft_markdown"]
