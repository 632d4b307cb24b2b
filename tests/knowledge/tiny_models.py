"""Models of a few hundred weights, built for the tests of the embedder and the reranker."""

from collections.abc import Sequence
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast


def static_model() -> SentenceTransformer:
    """Return a model whose vector is the mean of one axis per known character."""
    vocabulary = {"[UNK]": 0, "query": 1, "passage": 2, ":": 3, "信": 4, "访": 5}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.BertPreTokenizer()])
    weights = torch.eye(len(vocabulary), 8)
    return SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")


def cross_encoder(folder: Path, labels: int) -> str:
    """Save a random cross-encoder with ``labels`` scores a pair in ``folder``; return the folder as a name."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "信", "访", "答", "复", "处", "罚"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    marks = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    config.num_labels = labels
    torch.manual_seed(5)
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def scores_of(folder: str, query: str, passages: Sequence[str]) -> list[float]:
    """Return what the library itself scores."""
    model = CrossEncoder(folder, device="cpu")
    return [float(score) for score in model.predict([(query, text) for text in passages], show_progress_bar=False)]
