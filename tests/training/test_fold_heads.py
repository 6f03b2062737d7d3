"""Heads by folds: none scores a document that it has learnt from, and a stopped run goes on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kgbuild.relations.candidates import Pair
from kgbuild.relations.reading import FACTS, NO_PHRASE
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_material import Material, folds_of
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_splits import FITTING_BUCKETS, fold_of
from kgbuild.training.splits import bucket

if TYPE_CHECKING:
    from kgbuild.training.fold_heads import TrainedHeads

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

HIDDEN, PIECES, FOLDS = 2, 4, 3
RECIPE = RelationRecipe(
    epochs=12, pairs_per_step=16, width=8, heads=1, argument=2, units=8, learning_rate=0.03, folds=FOLDS
)
IDS = [f"PMID:{n}" for n in range(1, 1000)]
LEARNT = [id for id in IDS if bucket(id) >= 20][:60]
FITTED = [id for id in IDS if bucket(id) in FITTING_BUCKETS][:12]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def examples(ids: list[str], word: dict[str, int]) -> PairExamples:
    """Return three judged pairs a document: nothing, TREATS and CAUSES, told by a word above its `word`."""
    documents = np.repeat(np.arange(len(ids)), 3)
    answers = np.tile(np.arange(3), len(ids))
    count = len(answers)
    words = np.full((count, PIECES), 90)
    words[:, 1] = np.repeat([word[id] for id in ids], 3) + answers
    starts = np.arange(count) * PIECES
    facts = np.zeros((count, FACTS))
    facts[:, -3] = 1
    borders = (starts, starts + PIECES, starts, starts + 1, starts + 2, starts + 3)
    return PairExamples(
        states=np.zeros((count * PIECES, HIDDEN), dtype=np.float16),
        words=words.reshape(-1).astype(np.int32),
        bigrams=np.zeros(count * PIECES, dtype=np.int32),
        kinds=np.tile(np.array([1, 0, 2, 0], dtype=np.int8), count),
        pairs=np.stack(borders, axis=1).astype(np.int32),
        facts=facts,
        possible=np.tile(np.array([True, True, True, False]), (count, 1)),
        phrases=np.full(count, NO_PHRASE, dtype=np.int8),
        allowed=np.eye(4, dtype=np.bool_)[answers],
        documents=documents.astype(np.int32),
        origins=tuple((CHECKED, id) for id in ids),
        candidates=tuple(Pair(0, 1) for _ in range(count)),
    )


SAME = dict.fromkeys(IDS, 10)
"""Everywhere the same words tell."""
OWN = {id: 10 + 10 * fold_of(id, FOLDS) for id in IDS}
"""The words of each fold are its own: who has not learnt from it does not know them."""


def material(word: dict[str, int]) -> Material:
    return Material(examples(LEARNT, word), examples(FITTED, word))


def trained(given: Material, checkpoints: Path | None = None) -> "TrainedHeads":
    from kgbuild.training.fold_heads import train_heads

    return train_heads(given, RECIPE, progress=lambda *told: None, checkpoints=checkpoints)


def test_a_head_learns_nothing_from_its_fold() -> None:
    """With the labels of a fold turned round its head is what it was, and the others are not."""
    given = material(SAME)
    allowed = given.train.allowed.copy()
    rows = folds_of(given.train, FOLDS) == 1
    allowed[rows] = np.roll(allowed[rows][:, :3], 1, axis=1) @ np.eye(3, 4, dtype=np.bool_)
    heads = trained(given), trained(replace(given, train=replace(given.train, allowed=allowed)))
    before, after = (one.folds.arrays() for one in heads)
    same = [all(np.array_equal(before[name][i], after[name][i]) for name in before) for i in range(FOLDS)]
    assert same == [False, True, False]
    before, after = (one.whole.arrays() for one in heads)
    assert not all(np.array_equal(before[name], after[name]) for name in before)


def test_pairs_come_with_the_heads_that_have_not_learnt_from_them() -> None:
    given = material(SAME)
    heads = trained(given)
    portions = list(heads.portions(given))
    assert sum(len(some.pairs) for _, some in portions) == len(given.train.pairs) + len(given.fitting.pairs)
    for number, (head, some) in enumerate(portions):
        ids = {some.origins[document][1] for document in some.documents.tolist()}
        assert ids == ({id for id in LEARNT if fold_of(id, FOLDS) == number} or set(FITTED))
        assert head.heads == ((*heads.folds.heads, *heads.whole.heads)[number],)
        assert all(heads.unlearnt(id).heads == head.heads for id in ids)
        assert all(heads.unlearnt(f"{id}#94be").heads == head.heads for id in ids)


def test_what_is_fitted_rests_on_answers_of_heads_that_do_not_know_the_document(tmp_path: Path) -> None:
    """Each head knows all words but those of its fold: it would be right only if it had seen them."""
    from kgbuild.training.relation_training import train_relations

    def facts(word: dict[str, int]) -> tuple[float, float]:
        given = material(word)
        # None of the fitting part is judged, so that it does not tell.
        fitting = replace(given.fitting, origins=tuple(("made-up", id) for _, id in given.fitting.origins))
        told = train_relations(
            RECIPE,
            replace(given, fitting=fitting),
            tagger="1",
            folder=tmp_path,
            progress=lambda *told: None,
        )
        return told.reliability["TREATS"], told.temperatures["drug-condition"]

    known, sure = facts(SAME)
    unknown, unsure = facts(OWN)
    assert known > 0.9
    assert unknown < 0.7
    assert unsure > sure


def test_heads_that_are_done_are_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgbuild.training import fold_heads, relation_trainer

    class StopError(Exception):
        pass

    def stop(epoch: int, step: int, steps: int, loss: float) -> None:
        told.append(epoch)
        if epoch == RECIPE.epochs + 2:
            raise StopError

    given, told = material(SAME), list[int]()
    before = trained(given)
    with pytest.raises(StopError):
        fold_heads.train_heads(given, RECIPE, progress=stop, checkpoints=tmp_path)
    assert set(told) == set(range(1, RECIPE.epochs + 3))
    kept = []
    save = relation_trainer.save_checkpoint
    monkeypatch.setattr(
        relation_trainer,
        "save_checkpoint",
        lambda folder, state: (kept.append(folder.name), save(folder, state)),
    )
    after = trained(given, tmp_path)
    assert set(kept) == {"1", "2", "all"}
    for one, other in ((before.folds, after.folds), (before.whole, after.whole)):
        arrays = other.arrays()
        assert all(np.array_equal(arrays[name], array) for name, array in one.arrays().items())
    fold_heads.forget_checkpoints(tmp_path, RECIPE)
    assert not list(tmp_path.iterdir())


def test_folds_without_a_pair_elsewhere_are_refused() -> None:
    from kgbuild.errors import CorpusError, OptionError
    from kgbuild.training.relation_material import check_folds

    one = [id for id in LEARNT if fold_of(id, FOLDS) == 2]
    with pytest.raises(OptionError, match="all in one of 3 folds"):
        check_folds(examples(one, SAME), FOLDS, None)
    with pytest.raises(CorpusError, match="in fold 2"):
        check_folds(examples(one, SAME), FOLDS, Path("corpora"))
    check_folds(examples(LEARNT, SAME), FOLDS, None)
