"""The errors of the assistant layer: one class per reaction; every message is Chinese and says what to do.

AssistantError
├── SettingsError          a setting is wrong; nothing was started
├── DatabaseUnusable       the library's database does not open
├── EditConflict           somebody saved another version meanwhile
├── ModelFileError         the embedded model's file
│   ├── ModelFileBusy        another process is putting it together
│   ├── ModelFileMissing     no source could supply it
│   └── ModelFileBroken      what arrived, or what was given, is not the model
└── ModelError             a chat model did not finish its reply; ``received`` keeps what it wrote
    ├── ModelUnavailable     nobody answers at that address, or the server fails
    ├── ModelTimeout         it stayed silent for too long
    ├── ModelBusy            it asks us to come later
    ├── ModelRefused         it rejects the request: a setting must change
    └── ModelCut             the reply broke off
"""

from typing import ClassVar


class AssistantError(Exception):
    """Base of all stated failures; ``code`` goes into the CLI's JSON error."""

    code: ClassVar[str] = "assistant_error"


class SettingsError(AssistantError):
    """A setting is unknown, malformed or contradicts another."""

    code = "bad_setting"


class DatabaseUnusable(AssistantError):
    """The library's database does not answer, is damaged, locked, or of a later version."""

    code = "database_unusable"


class EditConflict(AssistantError):
    """A draft was changed elsewhere since it was read; nothing is overwritten."""

    code = "edit_conflict"


class ModelFileError(AssistantError):
    """The embedded model's file cannot be had or used."""

    code = "model_file_error"


class ModelFileBusy(ModelFileError):
    """Another process holds the lock of the model folder."""

    code = "model_file_busy"


class ModelFileMissing(ModelFileError):
    """No source could supply the file, or there is no room for it."""

    code = "model_file_missing"


class ModelFileBroken(ModelFileError):
    """The bytes are not the model: wrong checksum, or no GGUF file at all."""

    code = "model_file_broken"


class ModelError(AssistantError):
    """A chat model did not finish its reply.

    ``received`` is the text that arrived before the failure (the caller was given it already, piece by piece);
    ``retryable`` says whether the same request may succeed later without a change of settings.
    """

    code = "model_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, received: str = "") -> None:
        """Keep the message for people and the text that arrived."""
        self.received = received
        super().__init__(message)


class ModelUnavailable(ModelError):
    """Connection refused, unknown host, or a server that fails before its first word."""

    code = "model_unavailable"
    retryable = True


class ModelTimeout(ModelError):
    """No connection, no first token, or no further token within the time allowed."""

    code = "model_timeout"
    retryable = True


class ModelBusy(ModelError):
    """The server limits requests (429) and still did after the retries."""

    code = "model_busy"
    retryable = True

    def __init__(self, message: str, *, received: str = "", retry_after_s: float | None = None) -> None:
        """Also keep the seconds that the server asked to wait, where it said so."""
        self.retry_after_s = retry_after_s
        super().__init__(message, received=received)


class ModelRefused(ModelError):
    """The request is rejected as it stands: key, address, model name or request."""

    code = "model_refused"


class ModelCut(ModelError):
    """The reply broke off before its end."""

    code = "model_cut"
    retryable = True
