"""Training in two real processes, on a tiny graph, beside training in one."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import torch

from kgbuild.links.folder import read_folder
from kgbuild.links.model_folder import load_predictor, read_facts
from kgbuild.links.processes import Share
from kgbuild.links.training import train_links
from tests.links.encoders import tiny_encoder
from tests.links.graphs import mirrored, write_triples
from tests.links.vectors import SMALL

# A step of ComplEx changes a part of its vectors.
RECIPE = replace(
    SMALL,
    members="kronecker, complex, paths",
    embedding_steps=6,
    path_steps=6,
    embedding_candidates=20,
    check_every=6,
)


@pytest.mark.parametrize("questions", [1, 2, 5, 6])
def test_each_question_counts_the_same(questions: int) -> None:
    values = torch.arange(1.0, questions + 1)
    means = []
    for rank in range(3):
        mine, counts = Share(rank, 3).of(questions)
        means.append(counts * values[mine].mean())
    assert torch.stack(means).mean().item() == pytest.approx(values.mean().item())


def test_two_processes_come_to_the_weights_of_one(tmp_path: Path) -> None:
    write_triples(mirrored(), tmp_path / "graph")
    encoder = str(tiny_encoder(tmp_path / "encoder"))
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("\n".join(f"{key} = {json.dumps(value)}" for key, value in asdict(RECIPE).items()))
    arguments = ["--triples", "graph", "--out", "two", "--recipe", str(recipe), "--encoder", encoder]
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "kgbuild",
         "train", "links", *arguments, "--threads=1", "--device=cpu"],
        check=False,
        cwd=tmp_path,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # One of them writes and tells.
    assert done.stdout.count("score it: kgbuild evaluate links") == 1
    one = train_links(
        RECIPE,
        read_folder(tmp_path / "graph"),
        tmp_path / "one",
        encoder=encoder,
        device="cpu",
        threads=1,
        encoding=lambda done, all: None,
        progress=lambda name, step, steps, loss, best: None,
    )
    assert read_facts(tmp_path / "two").validation == pytest.approx(one.facts.validation, abs=1e-2)
    blends = [
        load_predictor(tmp_path / folder, device=torch.device("cpu")).blend for folder in ("one", "two")
    ]
    asked = np.arange(28), np.arange(28) % 6
    for member in ("complex", "paths"):
        ours, theirs = (torch.from_numpy(blend.members[member].score(*asked)) for blend in blends)
        # Where a gradient is next to nothing, optimizers make much of the rounding of sums.
        torch.testing.assert_close(theirs, ours, rtol=0.02, atol=0.02 * float(ours.std()))
