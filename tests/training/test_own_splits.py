"""Splitting a user's documents, alone and with the built-in corpora."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.errors import OptionError
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.formats.loading import OwnCorpus
from kgbuild.training.own_splits import HELD_OUT, NO_SPLITS, Dropped, with_own_documents
from kgbuild.training.splits import bucket, evaluation_sets, ids, load_tagger_splits

OTHERS = range(10, 100)


def named(buckets: range, count: int) -> list[str]:
    """Return ids whose hashes fall into the buckets."""
    return [id for id in map("case-{}".format, range(1000)) if bucket(id) in buckets][:count]


def annotated(id: str, *, corpus: str = "mine", aliases: tuple[str, ...] = ()) -> AnnotatedDocument:
    text = f"A fever of {id}."
    document = Document(id, text, "", (Section("text", 0, len(text)),), aliases=aliases)
    return AnnotatedDocument(corpus, document, (Gold(Span(2, 7), frozenset({EntityType.SYMPTOM})),))


def corpus(ids: Sequence[str], *, name: str = "mine") -> OwnCorpus:
    documents = tuple(annotated(id, corpus=name) for id in ids)
    return OwnCorpus(name, documents, ("jsonl",), {"Symptom": len(ids)}, {}, ())


def test_a_tenth_of_each_corpus_decides_when_to_stop() -> None:
    held, others = named(HELD_OUT, 3), named(OTHERS, 20)
    splits, dropped = with_own_documents(NO_SPLITS, [corpus([*others, *held])], [])
    assert (ids(splits.stopping), ids(splits.train), splits.test) == ({*held}, {*others}, ())
    assert dropped == Dropped()
    assert list(evaluation_sets(splits)) == ["mine-stopping"]


def test_of_few_documents_one_decides_when_to_stop() -> None:
    splits, _ = with_own_documents(NO_SPLITS, [corpus(named(OTHERS, 4))], [])
    assert (len(splits.stopping), len(splits.train)) == (1, 3)
    again, _ = with_own_documents(NO_SPLITS, [corpus(named(OTHERS, 4)[::-1])], [])
    assert again.stopping == splits.stopping


def test_with_stopping_documents_all_others_are_trained_on() -> None:
    held, others = named(HELD_OUT, 3), named(OTHERS, 3)
    splits, dropped = with_own_documents(
        NO_SPLITS, [corpus([*others, *held])], [corpus(others[:2], name="dev")]
    )
    assert (ids(splits.stopping), ids(splits.train)) == ({*others[:2]}, {others[2], *held})
    assert dropped == Dropped(stopping=2)
    assert list(evaluation_sets(splits)) == ["dev-stopping"]


def test_a_document_of_two_paths_is_trained_on_once() -> None:
    one, two = named(OTHERS, 2)
    splits, dropped = with_own_documents(
        NO_SPLITS, [corpus([one]), corpus([one, two], name="b")], [corpus(["x"], name="dev")]
    )
    assert [(d.document.id, d.corpus) for d in splits.train] == [(one, "mine"), (two, "b")]
    assert dropped == Dropped(repeated=1)


def test_what_the_corpora_hold_out_is_not_trained_on(corpora: Path) -> None:
    base = load_tagger_splits(corpora)
    scored, stops, trained = (sorted(ids(part)) for part in (base.test, base.stopping, base.train))
    new = named(OTHERS, 5)
    own = corpus([scored[0], stops[0], trained[0], *new])
    splits, dropped = with_own_documents(base, [own], [corpus([trained[1], scored[1], stops[1]], name="dev")])
    assert dropped == Dropped(scored=2, stopping=2, built_in=2)
    assert splits.test == base.test
    assert ids(splits.stopping) == {*stops, trained[1]}
    assert ids(splits.train) == {*trained, *new} - {trained[1]}
    (both,) = (one for one in splits.train if one.document.id == trained[0])
    assert both.corpus == "mine"


def test_other_names_of_a_document_leak_as_well(corpora: Path) -> None:
    base = load_tagger_splits(corpora)
    known = annotated("PMC:1", aliases=(base.test[0].document.id,))
    own = OwnCorpus("mine", (known, annotated("PMC:2")), ("bioc-xml",), {}, {}, ())
    splits, dropped = with_own_documents(base, [own], [])
    assert dropped.scored == 1
    assert "PMC:1" not in ids(splits.train) | ids(splits.stopping)


def test_nothing_left_is_explained() -> None:
    (id,) = named(OTHERS, 1)
    with pytest.raises(OptionError, match="no document of --documents is left to train on"):
        with_own_documents(NO_SPLITS, [corpus([id])], [])
