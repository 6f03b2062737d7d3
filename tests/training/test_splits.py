"""Splits: fixed by a hash, and nothing that is scored on is trained on."""

from collections import Counter
from pathlib import Path

import pytest

from kgbuild.errors import LeakError
from kgbuild.training.splits import (
    TaggerSplits,
    bucket,
    check_no_leak,
    evaluation_sets,
    ids,
    load_tagger_splits,
)


def test_the_hash_is_fixed() -> None:
    assert [bucket(f"PMID:{n}") for n in (1, 2, 15939911)] == [25, 74, 4]


def test_parts_share_no_document(corpora: Path) -> None:
    splits = load_tagger_splits(corpora)
    counts = [Counter(d.corpus for d in part) for part in (splits.train, splits.stopping, splits.test)]
    assert counts[0] == {"bc5cdr": 5, "ncbi": 1, "biored": 2, "maccrobat": 2}
    assert counts[1] == {"bc5cdr": 1, "ncbi": 1}
    assert counts[2] == {"bc5cdr": 1, "maccrobat": 1}
    check_no_leak(splits.train, splits.stopping, splits.test)


def test_a_test_document_in_another_corpus_is_not_trained_on(corpora: Path) -> None:
    splits = load_tagger_splits(corpora)
    shared = ids(d for d in splits.test if d.corpus == "bc5cdr")
    assert f"{next(iter(shared))}".removeprefix("PMID:") in (corpora / "biored" / "train.pubtator").read_text(
        "utf-8"
    )
    assert not shared & ids(splits.train)


def test_a_document_of_several_corpora_is_trained_on_once(corpora: Path) -> None:
    train = load_tagger_splits(corpora).train
    assert len(train) == len(ids(train))


def test_evaluation_sets_are_held_out_or_stopping(corpora: Path) -> None:
    splits, sets = load_tagger_splits(corpora), evaluation_sets(corpora)
    assert list(sets) == ["bc5cdr-test", "ncbi-dev", "maccrobat-test"]
    assert sets["bc5cdr-test"] + sets["maccrobat-test"] == splits.test
    assert ids(sets["ncbi-dev"]) <= ids(splits.stopping)


def test_a_leak_is_an_error(corpora: Path) -> None:
    splits = load_tagger_splits(corpora)
    with pytest.raises(LeakError, match=splits.test[0].document.id):
        TaggerSplits((*splits.train, splits.test[0]), splits.stopping, splits.test)
    with pytest.raises(LeakError):
        TaggerSplits(splits.train, (splits.train[0],), splits.test)
