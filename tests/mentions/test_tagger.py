"""The shipped tagger: what it finds, exact offsets, nothing dropped, no dependence on neighbours."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagged, Tagger
from kgbuild.resources import DEFAULT_TAGGER

TEXT = "She took aspirin for a severe headache. Naproxen did not help, and metformin was stopped."


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(DEFAULT_TAGGER)


@pytest.fixture(scope="module")
def splitter() -> SentenceSplitter:
    return SentenceSplitter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "tagger"
    shutil.copytree(DEFAULT_TAGGER, copy)
    return copy


def _document(text: str, id: str = "PMID:1") -> Document:
    return Document(id=id, text=text, title="", sections=(Section("abstract", 0, len(text)),))


def _whole(document: Document) -> list[Sentence]:
    return [Sentence(document.id, 0, Span(0, len(document.text)))]


def _found(mentions: list[Mention]) -> set[tuple[str, EntityType]]:
    return {(mention.text, mention.type) for mention in mentions}


def _equal(one: Tagged, other: Tagged) -> bool:
    return one.mentions == other.mentions and np.array_equal(one.tokens.states, other.tokens.states)


def test_finds_drugs_and_symptoms(tagger: Tagger, splitter: SentenceSplitter) -> None:
    document = _document(TEXT)
    mentions = tagger.tag(document, splitter.split(document)).mentions
    assert {("aspirin", EntityType.DRUG), ("Naproxen", EntityType.DRUG)} <= _found(mentions)
    assert any(m.type is EntityType.SYMPTOM and "headache" in m.text for m in mentions)


def test_offsets_sentences_and_scores_are_exact(tagger: Tagger, splitter: SentenceSplitter) -> None:
    document = _document(f"  {TEXT}\n\n{TEXT}")
    sentences = splitter.split(document)
    mentions = tagger.tag(document, sentences).mentions
    assert mentions
    assert mentions == sorted(mentions, key=lambda mention: mention.span)
    for mention in mentions:
        assert document.text[mention.span.start : mention.span.end] == mention.text == mention.text.strip()
        assert sentences[mention.sentence].span.contains(mention.span)
        assert 0 < mention.score <= 1


def test_an_accent_stays_with_its_word(tagger: Tagger) -> None:
    words = ["naproxe\u0301n\u0301", "aspirin\u0301", "metformin\u0301"]
    text = f"Treatment with {words[0]}, {words[1]} and {words[2]} was stopped."
    mentions = tagger.tag(_document(text), _whole(_document(text))).mentions
    assert [mention.text for mention in mentions] == words


def test_a_sentence_of_many_windows_is_read_to_its_end(tagger: Tagger) -> None:
    clause = "the patient was given aspirin and the clinic reported no change in the following weeks and "
    text = clause * 40
    document = _document(text)
    tagged = tagger.tag(document, _whole(document))
    starts = [mention.span.start for mention in tagged.mentions if mention.text == "aspirin"]
    assert starts == [at * len(clause) + clause.index("aspirin") for at in range(40)]
    spans = tagged.tokens.spans
    assert len(spans) == len(tagged.tokens.states) > 600
    assert (np.diff(spans[:, 0]) > 0).all()
    assert "".join(text[start:end] for start, end in spans) == text.replace(" ", "")


def test_a_document_is_read_alike_alone_and_after_others(tagger: Tagger, splitter: SentenceSplitter) -> None:
    document = _document(TEXT)
    alone = tagger.tag(document, splitter.split(document))
    for text in ("Fever.", TEXT * 30, ""):
        other = _document(text, id="PMID:2")
        tagger.tag(other, splitter.split(other))
    assert _equal(alone, tagger.tag(document, splitter.split(document)))
    assert _equal(alone, Tagger.load(DEFAULT_TAGGER).tag(document, splitter.split(document)))


def test_text_outside_of_sentences_is_not_read(tagger: Tagger) -> None:
    document = _document(TEXT)
    sentences = [Sentence(document.id, 0, Span(0, 39))]
    tagged = tagger.tag(document, sentences)
    assert ("Naproxen", EntityType.DRUG) not in _found(tagged.mentions)
    assert tagged.tokens.spans.max() <= 39


def test_no_sentences_no_mentions(tagger: Tagger) -> None:
    tagged = tagger.tag(_document(""), [])
    assert tagged.mentions == []
    assert tagged.tokens.states.shape == (0, 384)


def test_the_fingerprint_depends_on_what_decides_the_states(folder: Path) -> None:
    before = Tagger.load(folder).fingerprint
    assert before == Tagger.load(DEFAULT_TAGGER).fingerprint
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "window": 64}), "utf-8")
    assert Tagger.load(folder).fingerprint != before
    (folder / "config.json").write_text(json.dumps({**config, "calibration": {}}), "utf-8")
    assert Tagger.load(folder).fingerprint == before


def _set_calibration(folder: Path, value: object) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "calibration": value}), "utf-8")


def test_scores_are_calibrated_by_type(folder: Path) -> None:
    document = _document(TEXT)
    _set_calibration(folder, {"Drug": [[0.0, 0.1], [1.0, 0.7]]})
    calibrated = Tagger.load(folder)
    assert calibrated.uncalibrated().names is calibrated.names
    before = calibrated.uncalibrated().tag(document, _whole(document)).mentions
    after = calibrated.tag(document, _whole(document)).mentions
    assert [(m.span, m.type) for m in after] == [(m.span, m.type) for m in before]
    assert {m.type for m in after} > {EntityType.DRUG}
    for old, new in zip(before, after, strict=True):
        drug = old.type is EntityType.DRUG
        assert new.score == (round(0.1 + 0.6 * old.score, 4) if drug else old.score)


@pytest.mark.parametrize(
    "value",
    [None, [], {"Gene": [[0, 0]]}, {"Drug": []}, {"Drug": 3}, {"Drug": [[0.1]]}, {"Drug": [[0.1, "x"]]},
     {"Drug": [[0.1, 0.5], [0.2, 0.4]]}, {"Drug": [[0.1, 0.5], [0.1, 0.6]]}, {"Drug": [[0.1, 1.5]]},
     {"Drug": [[0.1, float("nan")]]}],
)  # fmt: skip
def test_a_calibration_that_cannot_be_is_explained(folder: Path, value: object) -> None:
    _set_calibration(folder, value)
    with pytest.raises(ModelFolderError, match="its calibration"):
        Tagger.load(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\x00broken"])
def test_a_damaged_folder_is_explained(folder: Path, name: str, content: bytes | None) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelFolderError, match=name) as caught:
        Tagger.load(folder)
    assert str(folder) in str(caught.value)


def test_a_cut_off_model_is_explained(folder: Path) -> None:
    model = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(model[: len(model) // 2])
    with pytest.raises(ModelFolderError, match=r"model\.onnx"):
        Tagger.load(folder)


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [("labels", ["O", "B-Gene"], "its labels"), ("window", 4, "its window"), ("window", "x", "its window")],
)
def test_settings_that_do_not_fit_are_explained(
    folder: Path, setting: str, value: object, problem: str
) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, setting: value}), "utf-8")
    with pytest.raises(ModelFolderError, match=problem):
        Tagger.load(folder)
