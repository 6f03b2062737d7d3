"""Splits: fixed by a hash, and nothing that is scored on is trained on."""

from collections import Counter
from pathlib import Path

import pytest

from kgbuild.errors import LeakError, OptionError
from kgbuild.training.splits import (
    BUILT_IN,
    MACCROBAT_TEST,
    STOPPING,
    TaggerSplits,
    bucket,
    check_no_leak,
    evaluation_sets,
    ids,
    load_tagger_splits,
)


def test_the_hash_is_fixed() -> None:
    assert [bucket(f"PMID:{n}") for n in (1, 2, 15939911)] == [25, 74, 4]


def test_the_buckets_are_fixed_and_what_stops_training_is_not_scored_on() -> None:
    assert range(10) == MACCROBAT_TEST
    assert {"bc5cdr": range(10, 20), "maccrobat": range(10, 15)} == STOPPING
    assert set(STOPPING["maccrobat"]).isdisjoint(MACCROBAT_TEST)


@pytest.mark.parametrize(
    ("corpus", "buckets", "part"),
    [
        ("maccrobat", range(10), "test"),
        ("maccrobat", range(10, 15), "stopping"),
        ("maccrobat", range(15, 100), "train"),
        ("bc5cdr", range(10, 20), "stopping"),
        ("bc5cdr", range(10), "train"),
        ("bc5cdr", range(20, 100), "train"),
    ],
)
def test_the_hash_of_a_document_decides_its_part(
    corpora: Path, corpus: str, buckets: range, part: str
) -> None:
    borders = [next(str(n) for n in range(3000, 9000) if bucket(f"PMID:{n}") == b) for b in buckets]
    for id in borders:
        if corpus == "maccrobat":
            (corpora / "maccrobat2020" / f"{id}.txt").write_text("Fever.")
            (corpora / "maccrobat2020" / f"{id}.ann").write_text("T1\tSign_symptom 0 5\tFever\n")
        else:
            with (corpora / "bc5cdr" / "dev.pubtator").open("a") as file:
                file.write(f"\n{id}|t|Fever.\n{id}|a|None.\n")
    splits = load_tagger_splits(corpora)
    for name in ("train", "stopping", "test"):
        inside = {f"PMID:{id}" for id in borders} & ids(getattr(splits, name))
        assert len(inside) == (len(borders) if name == part else 0)


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
    splits = load_tagger_splits(corpora)
    sets = evaluation_sets(splits)
    assert list(sets) == ["bc5cdr-test", "ncbi-dev", "maccrobat-test"]
    assert sets["bc5cdr-test"] + sets["maccrobat-test"] == splits.test
    assert ids(sets["ncbi-dev"]) <= ids(splits.stopping)


def test_a_leak_is_an_error(corpora: Path) -> None:
    splits = load_tagger_splits(corpora)
    with pytest.raises(LeakError, match=splits.test[0].document.id):
        TaggerSplits((*splits.train, splits.test[0]), splits.stopping, splits.test)
    with pytest.raises(LeakError):
        TaggerSplits(splits.train, (splits.train[0],), splits.test)


@pytest.mark.parametrize("corpus", sorted(BUILT_IN))
def test_a_corpus_that_is_left_out_is_in_no_training(corpora: Path, corpus: str) -> None:
    whole, splits = load_tagger_splits(corpora), load_tagger_splits(corpora, without=[corpus])
    parts = {"bc5cdr": "bc5cdr", "ncbi": "ncbi_disease", "biored": "biored", "maccrobat": "maccrobat2020"}
    held = "".join("\n" + path.read_text("utf-8") for path in (corpora / parts[corpus]).rglob("*.pubtator"))
    for one in (*splits.train, *splits.stopping):
        assert one.corpus != corpus
        assert f"\n{one.document.id.removeprefix('PMID:')}|t|" not in held
    assert ids(splits.train) < ids(whole.train)
    assert ids(splits.test) >= ids(whole.test)
    assert {k: ids(v) for k, v in evaluation_sets(splits).items()} == {
        k: ids(v) for k, v in evaluation_sets(whole).items()
    }


def test_leaving_out_what_is_not_there_or_everything_is_explained(corpora: Path) -> None:
    with pytest.raises(OptionError, match="--without genia: there are bc5cdr, biored, maccrobat, ncbi"):
        load_tagger_splits(corpora, without=["genia"])
    with pytest.raises(OptionError, match="leaves too little"):
        load_tagger_splits(corpora, without=sorted(BUILT_IN))
