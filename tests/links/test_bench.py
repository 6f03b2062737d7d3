"""Models after equal time: ours learn, and PyKEEN's answer both questions as its own scoring does."""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from kgbuild.cli.main import command  # noqa: E402
from kgbuild.errors import MissingExtraError  # noqa: E402
from kgbuild.links.bench import compare_in_time  # noqa: E402
from tests.links.encoders import tiny_encoder  # noqa: E402
from tests.links.graphs import mirrored, write_triples  # noqa: E402
from tests.links.vectors import SMALL, material  # noqa: E402

needs_pykeen = pytest.mark.skipif(find_spec("pykeen") is None, reason="PyKEEN is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of triples of a graph with a rule."""
    write_triples(mirrored(), tmp_path)
    return tmp_path


def test_our_models_learn_for_the_time_they_are_given() -> None:
    dataset, told = mirrored(), []
    rows = list(
        compare_in_time(
            material(dataset), SMALL, dataset.test, names=("complex", "paths"), peers=False, seconds=0.3,
            progress=lambda name, share: told.append((name, share)),
        )
    )  # fmt: skip
    assert [row.name for row in rows] == ["complex", "paths"]
    for row in rows:
        assert row.seconds >= 0.3
        assert row.seconds_per_epoch == pytest.approx(row.seconds / row.epochs)
        assert 0 < row.figures["mrr"] <= 1
    assert {name for name, share in told if share == 1.0} == {"complex", "paths"}


def test_the_command_prints_what_each_model_reached(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    encoder = tiny_encoder(tmp_path / "encoder")
    arguments = ["bench", "links", "--triples", str(folder), "--ours", "--seconds", "0.1", "--limit", "5"]
    arguments += ["--encoder", str(encoder), "--only", "complex"]
    printed = CliRunner().invoke(command, arguments)
    assert printed.exit_code == 0, printed.output
    assert "s per epoch" in printed.stdout
    told = CliRunner().invoke(command, [*arguments, "--json"])
    figures = json.loads(told.stdout)["complex"]
    assert figures["questions"] == 10
    assert figures["seconds_per_epoch"] == pytest.approx(figures["seconds"] / figures["epochs"])


@pytest.mark.skipif(find_spec("pykeen") is not None, reason="PyKEEN is installed")
def test_without_pykeen_it_says_how_to_get_it(folder: Path) -> None:
    result = CliRunner().invoke(command, ["bench", "links", "--triples", str(folder)])
    assert isinstance(result.exception, MissingExtraError)
    assert "pip install 'kgbuild[pykeen]'" in str(result.exception)


@needs_pykeen
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("tuned", [False, True])
def test_pykeen_learns_the_same_triples_and_is_asked_the_same(tuned: bool) -> None:
    from kgbuild.links.peers import Peer

    dataset = mirrored()
    peer = Peer("complex", dataset, seed=0, tuned=tuned)
    before = peer.score(np.array([0]), np.array([2]))
    peer.epoch()
    after = peer.score(np.array([0]), np.array([2]))
    peer.epoch()
    further = peer.score(np.array([0]), np.array([2]))
    # A second epoch goes on from the first.
    assert 0 < np.abs(further - after).max() < 10 * np.abs(after - before).max()
    tails = peer.score(np.array([0, 16, 0]), np.array([2, 5, 0]))
    with torch.inference_mode():
        single = peer._model.predict_hrt(torch.tensor([[0, 2, 16]])).item()
    assert tails[0, 16] == pytest.approx(single, abs=1e-5)
    if not tuned:
        # What answers (0, 2, ?) is the same as what answers (?, 2, 16) in the other direction, unless that
        # has a vector of its own.
        assert tails[1, 0] == pytest.approx(single, abs=1e-5)


@needs_pykeen
@pytest.mark.filterwarnings("ignore")
def test_pykeen_tuned_learns_both_directions() -> None:
    from kgbuild.links.evaluation import rank
    from kgbuild.links.peers import Peer

    dataset = mirrored()
    peer = Peer("complex", dataset, seed=0, tuned=True)
    before = rank(peer, dataset, dataset.train)
    for _ in range(15):
        peer.epoch()
    after = rank(peer, dataset, dataset.train)
    half = len(dataset.train)
    for side in (slice(0, half), slice(half, None)):
        assert (1 / after.everything[side]).mean() > 2 * (1 / before.everything[side]).mean()


@needs_pykeen
@pytest.mark.filterwarnings("ignore")
def test_pykeens_models_stand_beside_ours() -> None:
    dataset = mirrored()
    rows = compare_in_time(
        material(dataset), SMALL, dataset.test, names=("transe", "complex", "paths"), peers=True,
        seconds=0.05,
        progress=lambda name, share: None,
    )  # fmt: skip
    names = ["transe", "pykeen transe", "complex", "pykeen complex", "pykeen complex tuned", "paths"]
    assert [row.name for row in rows] == names


def test_what_is_solved_at_once_is_not_compared_in_time(folder: Path) -> None:
    arguments = ["bench", "links", "--triples", str(folder), "--ours", "--only", "kronecker"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert "ask for it with --scale" in result.output


@pytest.mark.parametrize("name", ["paths", "kronecker"])
def test_cost_is_measured_on_graphs_of_several_sizes(name: str) -> None:
    arguments = ["bench", "links", "--scale", "--relations", "300", "--only", name, "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert (row["model"], row["entities"]) == (name, 30)
    assert 200 < row["relations"] <= 300
    assert row["seconds_per_epoch"] > 0
    assert row["answer_seconds"] > 0
    assert row["peak_bytes"] > 50 << 20
