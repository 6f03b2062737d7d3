"""The torch model rebuilt from the shipped int8 weights answers as the shipped tagger does."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

from transformers import pipeline

from kgbuild.domain.document import Document, Section
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import NAMES, Tagger
from kgbuild.mentions.windows import cut_pieces, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.dequantise import torch_model
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_predictions import predict

TEXTS = (
    "She took aspirin for a severe headache. Naproxen did not help, and metformin was stopped.",
    "Hypertension was treated with enalapril. Patients with asthma received salbutamol.",
    "Seizures were induced by pilocarpine in rats; lithium caused nausea and vomiting.",
)


def _document(text: str) -> Document:
    return Document(id="PMID:1", text=text, title="", sections=(Section("abstract", 0, len(text)),))


def test_it_finds_the_same_mentions() -> None:
    model, _ = torch_model(DEFAULT_TAGGER)
    tagger, tokenizer = Tagger.load(DEFAULT_TAGGER), load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")
    names = KnownNames.load(DEFAULT_TAGGER / NAMES)
    split = SentenceSplitter().split
    for document in map(_document, TEXTS):
        sentences = split(document)
        pieces = cut_pieces(document, sentences, tokenizer, names)
        found = [(mention.span, mention.type) for mention in tagger.tag(document, sentences).mentions]
        assert found
        assert predict(model, pieces, Specials.of(tokenizer), window=128) == found


def test_the_pipeline_of_transformers_runs_it() -> None:
    model, tokenizer = torch_model(DEFAULT_TAGGER)
    tag = pipeline("token-classification", model=model, tokenizer=tokenizer, device="cpu")
    labels = {(row["word"], row["entity"]) for row in tag("She took naproxen and aspirin for a headache.")}
    assert ("headache", "B-Symptom") in labels
    assert any(entity == "B-Drug" for _, entity in labels)


def test_a_folder_that_does_not_tell_its_shape_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(DEFAULT_TAGGER, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    del config["architecture"]
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ModelFolderError, match="shape"):
        torch_model(folder)
