"""A CrossEncoder that scores passages against a query, by setting."""

from collections.abc import Sequence

from knowledge.errors import BadRequest


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder from this machine; nothing is downloaded."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            BadRequest: there is no such model on this machine.
        """
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - seconds of imports, needed by setting alone

        try:
            self._model = CrossEncoder(name, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BadRequest(f"重排模型“{name}”打不开（{error}）。请先把它下载到本机，再写文件夹路径或名称。") from error

    def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return one score per passage, higher is better."""
        scores = self._model.predict([(query, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in scores]
