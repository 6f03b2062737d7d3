"""The head in torch: it computes what the numpy head computes, learns, and is the same every time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kgbuild.relations.candidates import Pair
from kgbuild.relations.head import RelationHead
from kgbuild.relations.model_folder import load_folds, load_model
from kgbuild.relations.reading import FACTS, NO_PHRASE
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_fitting import loss
from kgbuild.training.relation_material import Material
from kgbuild.training.relation_recipe import RelationRecipe

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

HIDDEN, PIECES = 8, 5
RECIPE = RelationRecipe(
    epochs=20, pairs_per_step=32, width=16, heads=2, argument=4, units=16, learning_rate=0.01
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def examples(count: int, *, seed: int = 0, corpus: str = "made-up") -> PairExamples:
    """Return pairs of a drug and a condition: the word between them, 10 to 12, says how they are related."""
    random = np.random.default_rng(seed)
    answers = np.arange(count) % 3
    words = random.integers(100, 200, (count, PIECES))
    words[:, 1] = 10 + answers
    starts = np.arange(count) * PIECES
    facts = np.zeros((count, FACTS))
    facts[:, -3] = 1
    borders = (starts, starts + PIECES, starts, starts + 1, starts + 2, starts + 3)
    return PairExamples(
        states=random.normal(size=(count * PIECES, HIDDEN)).astype(np.float16),
        words=words.reshape(-1).astype(np.int32),
        bigrams=words.reshape(-1).astype(np.int32),
        kinds=np.tile(np.array([1, 0, 2, 0, 0], dtype=np.int8), count),
        pairs=np.stack(borders, axis=1).astype(np.int32),
        facts=facts,
        possible=np.tile(np.array([True, True, True, False]), (count, 1)),
        phrases=np.full(count, NO_PHRASE, dtype=np.int8),
        allowed=np.eye(4, dtype=np.bool_)[answers],
        documents=np.arange(count, dtype=np.int32) // 3,
        origins=tuple((corpus, f"d{number}") for number in range((count + 2) // 3)),
        candidates=tuple(Pair(0, 1) for _ in range(count)),
    )


def test_both_heads_compute_the_same() -> None:
    from kgbuild.training.relation_head import TrainableHead
    from kgbuild.training.relation_trainer import pair_batch

    torch.manual_seed(1)
    some = examples(20)
    some.pairs[3, 1] -= 1  # sentences of different lengths are padded
    head = TrainableHead(hidden=HIDDEN, width=16, heads=2, argument=4, units=16, dropout=0.5).eval()
    with torch.no_grad():
        ours = head(pair_batch(some, np.arange(20))).numpy()
    plain = RelationHead.of({name: value.detach().numpy() for name, value in head.weights.items()})
    assert np.allclose(ours, plain.logits(some.reading()), atol=1e-5)


def test_it_learns_the_word_between_and_is_the_same_every_time() -> None:
    from kgbuild.training.relation_trainer import train_head

    train, fitting = examples(300), examples(60, seed=1)
    told: list[int] = []

    def run() -> tuple[dict[str, np.ndarray], float]:
        return train_head(
            train,
            np.ones(300),
            RECIPE,
            lambda head: -loss(head, fitting, np.ones(60)),
            lambda epoch, step, steps, loss: told.append(epoch),
        )

    weights, reached = run()
    again, _ = run()
    assert all(np.array_equal(weights[name], again[name]) for name in weights)
    logits = RelationHead.of(weights).logits(fitting.reading())[:, :3]
    assert (logits.argmax(axis=1) == np.arange(60) % 3).mean() > 0.95
    assert reached == pytest.approx(-loss(RelationHead.of(weights), fitting, np.ones(60)))
    assert set(told) == set(range(1, RECIPE.epochs + 1))


def test_trained_heads_are_written_with_what_was_fitted(tmp_path: Path) -> None:
    from kgbuild.training.relation_training import train_relations

    material = Material(examples(300), examples(30, seed=1, corpus="checked"))
    facts = train_relations(RECIPE, material, tagger="1234", folder=tmp_path, progress=lambda *told: None)
    loaded, heads, _ = load_model(tmp_path)
    assert loaded == facts
    assert facts.name == RECIPE.name
    assert len(heads.heads) == 1
    assert len(load_folds(tmp_path).heads) == RECIPE.folds
    assert facts.reliability["TREATS"] > 0.9


def test_a_stopped_run_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    from kgbuild.training.relation_trainer import train_head

    class StopError(Exception):
        pass

    train, fitting = examples(120), examples(30, seed=1)
    recipe = replace(RECIPE, epochs=4)
    told: list[int] = []

    def run(folder: Path | None, *, stop: int = 0) -> tuple[dict[str, np.ndarray], float]:
        def progress(epoch: int, step: int, steps: int, loss: float) -> None:
            told.append(epoch)
            if epoch == stop:
                raise StopError

        weights = np.ones(len(train.pairs))
        return train_head(
            train, weights, recipe, lambda head: -loss(head, fitting, np.ones(30)), progress, folder=folder
        )

    whole, reached = run(None)
    with pytest.raises(StopError):
        run(tmp_path, stop=3)
    told.clear()
    resumed, reached_again = run(tmp_path)
    assert set(told) == {3, 4}
    assert reached == reached_again
    assert all((whole[name] == resumed[name]).all() for name in whole)
