"""Learning curves: nested documents, folders, what is refused."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

from pathlib import Path

import click
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

from kgbuild.cli.learning_curve import number_or_all
from kgbuild.errors import OptionError
from kgbuild.training.learning_curve import FEWEST, run_learning_curve, with_documents
from kgbuild.training.splits import TaggerSplits, ids, load_tagger_splits, restrict_training
from kgbuild.training.tagger_evaluation import Evaluation
from kgbuild.training.tagger_run import TaggerRun


@pytest.fixture
def splits(corpora: Path) -> TaggerSplits:
    return load_tagger_splits(corpora)


def test_fewer_documents_are_among_more_and_in_the_same_order(splits: TaggerSplits) -> None:
    for count in range(1, len(splits.train)):
        few, more = with_documents(splits, count).train, with_documents(splits, count + 1).train
        assert len(ids(few)) == count
        assert ids(few) < ids(more)
        assert list(dict.fromkeys(few)) == [one for one in splits.train if one in few]


def test_few_documents_are_read_as_often_as_makes_an_epoch(splits: TaggerSplits) -> None:
    few = with_documents(splits, 3)
    assert FEWEST <= len(few.train) < FEWEST + 3
    assert {few.train.count(one) for one in few.train} == {len(few.train) // 3}
    assert (few.stopping, few.test) == (splits.stopping, splits.test)


def test_each_number_has_a_folder_and_they_come_by_size(splits: TaggerSplits, tmp_path: Path) -> None:
    trained = []

    def train(few: TaggerSplits, folder: Path) -> TaggerRun:
        trained.append((len(ids(few.train)), folder.name))
        return TaggerRun(folder, {}, {}, {}, Evaluation({}, {}, {}))

    points = list(run_learning_curve(train, splits, tmp_path, shots=[None, 2, 1, 2]))
    most = len(splits.train)
    assert trained == [(1, "shots-1"), (2, "shots-2"), (most, "shots-all")]
    assert [point.documents for point in points] == [1, 2, most]
    assert points[-1].mentions == sum(len(one.gold) for one in splits.train)
    assert [point.repeats for point in points[:2]] == [FEWEST, FEWEST // 2]


def test_more_documents_than_there_are_are_refused(splits: TaggerSplits, tmp_path: Path) -> None:
    def train(few: TaggerSplits, folder: Path) -> TaggerRun:
        raise AssertionError("nothing is to be trained")

    with pytest.raises(OptionError, match="--shots 5000"):
        next(run_learning_curve(train, splits, tmp_path, shots=[1, 5000]))


@pytest.mark.parametrize(("typed", "meant"), [("all", None), ("10", 10)])
def test_numbers_and_all_are_understood(typed: str, meant: int | None) -> None:
    assert number_or_all(typed) == meant


@pytest.mark.parametrize("typed", ["0", "-3", "1.5", "many", ""])
def test_other_numbers_of_documents_are_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="neither a positive number nor all"):
        number_or_all(typed)


def test_training_can_be_kept_to_some_corpora(splits: TaggerSplits) -> None:
    kept = restrict_training(splits, ["bc5cdr"])
    assert {one.corpus for one in kept.train} == {"bc5cdr"}
    assert (kept.stopping, kept.test) == (splits.stopping, splits.test)
    with pytest.raises(OptionError, match="no documents of bc5cbr"):
        restrict_training(splits, ["bc5cbr", "ncbi"])
