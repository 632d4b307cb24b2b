"""A cross-encoder that reads query and passage together, by setting; never a download."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.errors import BadRequest


class CrossEncoderReranker:
    """Scores passages with a sentence-transformers ``CrossEncoder``."""

    def __init__(self, name: str, *, cache: Path | None = None) -> None:
        """Load the model from a folder, or by its Hugging Face name from what ``cache`` holds.

        Raises:
            BadRequest: there is no such model on this machine, it is broken, or it gives more than one score.
        """
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - seconds of imports, needed here alone

        try:
            self._model = CrossEncoder(
                name, device="cpu", local_files_only=True, cache_folder=str(cache) if cache else None
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BadRequest(
                f"重排模型“{name}”打不开：本机没有这个模型，或它的文件不全。本程序不会自动下载模型：请先把它下载到本机，再写文件夹路径或名称。"
            ) from error
        if self._model.num_labels != 1:
            raise BadRequest(f"“{name}”给每段 {self._model.num_labels} 个分数，不是重排模型（应为 1 个）。")
        self.id = name

    def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return one score per passage, higher is better."""
        if not passages:
            return []
        pairs = [(query, passage) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
