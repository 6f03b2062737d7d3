"""What teachers say of words: aligned to the learner's, kept on disk, and of text that no corpus holds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType
from kgbuild.errors import CorpusError, ModelFolderError, OptionError
from kgbuild.mentions.labels import LABELS, begin, inside
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.mentions.windows import cut_pieces, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.distillation import SHARD, Lesson, align, soft_labels, softmax
from kgbuild.training.labelled_text import LabelledText
from kgbuild.training.splits import TaggerSplits, load_tagger_splits
from kgbuild.training.teaching import gather_teaching
from kgbuild.training.unlabelled_text import read_unlabelled

TEXT = "Naproxen cured her headache. She had no asthma."
DRUG = EntityType.DRUG


def _document(id: str, text: str) -> Document:
    return Document(id=id, text=text, title="", sections=(Section("abstract", 0, len(text)),))


def _lessons(*texts: str) -> list[Lesson]:
    split, tokenizer = SentenceSplitter().split, load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")
    documents = [_document(f"PMID:{number}", text) for number, text in enumerate(texts, 1)]
    return [Lesson(one, split(one), cut_pieces(one, split(one), tokenizer)) for one in documents]


def _spans(*spans: tuple[int, int]) -> np.ndarray:
    return np.array(spans, dtype=np.int32).reshape(-1, 2)


def _row(**shares: float) -> np.ndarray:
    """Return probabilities of labels, named as B_Drug."""
    row = np.zeros(len(LABELS), dtype=np.float32)
    for name, share in shares.items():
        row[LABELS.index(name.replace("_", "-"))] = share
    return row


def test_words_cut_alike_keep_their_labels() -> None:
    soft = np.stack([_row(O=0.4, B_Drug=0.6), _row(O=1.0)])
    assert (align(_spans((0, 4), (5, 9)), _spans((0, 4), (5, 9)), soft) == soft).all()


def test_a_part_of_a_teachers_word_is_inside_what_began_with_it() -> None:
    soft = np.stack([_row(O=0.2, B_Drug=0.7, I_Drug=0.1)])
    first, rest = align(_spans((0, 4), (4, 9)), _spans((0, 9)), soft)
    assert first[begin(DRUG)] == pytest.approx(0.7)
    assert (rest[begin(DRUG)], rest[inside(DRUG)]) == pytest.approx((0.0, 0.8))


def test_a_word_that_no_teacher_read_has_zeros() -> None:
    aligned = align(_spans((0, 2), (5, 7), (20, 22)), _spans((3, 7)), np.stack([_row(O=1.0)]))
    assert aligned.sum(axis=1).tolist() == [0, 1, 0]
    assert align(_spans((0, 2)), _spans(), np.zeros((0, 7), dtype=np.float32)).tolist() == [[0.0] * 7]


def test_soft_labels_are_the_teachers_probabilities_at_a_temperature(tmp_path: Path) -> None:
    teacher = Tagger.load(DEFAULT_TAGGER)
    lessons = _lessons(TEXT, "Salbutamol relieves asthma.")
    soft = soft_labels([teacher], lessons, temperature=2.0, cache=tmp_path, progress=lambda *told: None)
    for one, rows in zip(lessons, soft, strict=True):
        spans, logits = teacher.judge_words(one.document, one.sentences)
        assert (spans == one.pieces.word_spans).all()
        np.testing.assert_allclose(rows, softmax(logits / 2.0), atol=2e-3)
    assert soft[0][0].argmax() == begin(DRUG)


def test_several_teachers_are_averaged(tmp_path: Path) -> None:
    lessons, teacher = _lessons(TEXT), Tagger.load(DEFAULT_TAGGER)
    told: list[tuple[int, int]] = []

    def labels(*teachers: Tagger) -> np.ndarray:
        return soft_labels(
            teachers, lessons, temperature=1.0, cache=tmp_path, progress=lambda *t: told.append(t)
        )[0]

    np.testing.assert_allclose(labels(teacher, teacher), labels(teacher), atol=1e-6)
    assert told[:2] == [(1, 2), (2, 2)]


def test_what_was_judged_is_read_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons, teacher = _lessons(*[TEXT] * (SHARD + 1)), Tagger.load(DEFAULT_TAGGER)

    def labels() -> list[np.ndarray]:
        return soft_labels([teacher], lessons, temperature=1.0, cache=tmp_path, progress=lambda *told: None)

    first = labels()
    files = sorted((tmp_path / teacher.fingerprint).iterdir())
    assert len(files) == 2
    files[0].unlink()
    judged = []
    real = Tagger.judge_words

    def counted(self: Tagger, document: Document, sentences: list) -> tuple:  # type: ignore[type-arg]
        judged.append(document.id)
        return real(self, document, sentences)

    monkeypatch.setattr(Tagger, "judge_words", counted)
    assert all((a == b).all() for a, b in zip(first, labels(), strict=True))
    assert len(judged) in (1, SHARD)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in {"a": TEXT, "b": "Gout hurts much.", "c": "Naproxen induced headache. A man."}.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_labelled_documents_are_left_out(papers: Path) -> None:
    labelled = LabelledText.of([_document("PMID:1", TEXT)])
    found = read_unlabelled([papers], [labelled], limit=10)
    assert sorted(one.text.split()[0] for one in found) == ["Gout", "Naproxen"]
    assert len(read_unlabelled([papers], [labelled], limit=1)) == 1
    everything = LabelledText.of(read_unlabelled([papers], [], limit=10))
    with pytest.raises(CorpusError, match="no English document"):
        read_unlabelled([papers], [everything], limit=10)


def test_a_labelled_document_is_known_by_any_of_its_names() -> None:
    one = replace(_document("PMC:7", "Gout hurts."), aliases=("PMID:1",))
    other = _document("PMID:1", "Another version.")
    assert other in LabelledText.of([one])
    assert one in LabelledText.of([other])


def test_teaching_gathers_teachers_and_text(corpora: Path, papers: Path, tmp_path: Path) -> None:
    splits = load_tagger_splits(corpora)

    def gather(teachers: list[Path], unlabelled: list[Path], splits: TaggerSplits = splits):  # type: ignore[no-untyped-def]
        return gather_teaching(
            teachers, unlabelled, splits, corpora, cache=tmp_path, limit=9, progress=lambda *told: None
        )

    assert gather([], []) is None
    with pytest.raises(OptionError, match="--unlabelled needs --teacher"):
        gather([], [papers])
    with pytest.raises(ModelFolderError):
        gather([tmp_path], [])
    teaching = gather([DEFAULT_TAGGER], [papers])
    assert len(teaching.teachers) == 1
    assert {one.text.split()[0] for one in teaching.unlabelled} == {"Naproxen", "Gout"}
