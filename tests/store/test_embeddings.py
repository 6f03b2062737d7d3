"""Entities get vectors that the index finds, once each, and nothing else of the graph changes."""

from pathlib import Path

import numpy as np
import pytest

from kgbuild.errors import QueryError
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store
from kgbuild.store.digest import stored_hash
from kgbuild.store.embeddings import EmbeddingReport, embed
from kgbuild.store.load import LoadProgress, is_current, load
from kgbuild.store.meanings import encoded
from kgbuild.store.named import named_query
from kgbuild.store.pull import pull
from kgbuild.store.read_only import ReadOnly
from tests.store.clinic import COLD, FLU, clinic
from tests.store.graphs import DISEASE, entity, publish_tables
from tests.store.letters import Letters

ENTITIES = 9
NAMES = ("cat scratch disease", "cat scratch diseases", "cat bite disease")


def _workspace(path: Path, *names: str) -> Workspace:
    tables = clinic()
    tables["entities"] += [entity(f"MESH:F{i}", DISEASE, name) for i, name in enumerate(names)]
    return publish_tables(path, tables)


def _alike(store: Store, name: str, limit: int) -> list[tuple[object, ...]]:
    query = named_query("entities-alike")
    return ReadOnly(store).ask(query.statement, query.bind({"entity": name, "limit": limit})).rows


def test_the_nearest_are_found_and_nothing_else_changes(store: Store, tmp_path: Path) -> None:
    workspace = _workspace(tmp_path / "ws", *NAMES)
    load(store, workspace)
    assert _alike(store, "cat scratch disease", 2) == []  # without vectors
    encoder, seen = Letters(), list[LoadProgress]()
    report = embed(store, workspace, encoder, progress=seen.append)
    assert report == EmbeddingReport(written=ENTITIES + 3, kept=0)
    assert (seen[-1].done, seen[-1].total) == (ENTITIES + 3, ENTITIES + 3)
    found = _alike(store, "cat scratch disease", 2)
    assert [(name, type, like) for name, type, _, _, like in found] == [
        ("cat scratch diseases", "Disease", "cat scratch disease"),
        ("cat bite disease", "Disease", "cat scratch disease"),
    ]
    vectors = encoder.encode(NAMES)
    expected = (1 + vectors[0] @ vectors[1:].T) / 2
    assert [row[3] for row in found] == pytest.approx(expected.tolist(), abs=1e-4)
    [(held,)] = store.query("MATCH (n {name: 'cat scratch disease'}) RETURN n.embedding").rows
    assert np.array(held, dtype=np.float32) == pytest.approx(vectors[0])
    assert not load(store, workspace, check=True).changed
    pull(store, tmp_path / "pulled")
    assert stored_hash(Workspace.open(tmp_path / "pulled")) == stored_hash(workspace)


def test_only_what_is_new_or_called_otherwise_is_encoded(store: Store, tmp_path: Path) -> None:
    load(store, workspace := _workspace(tmp_path / "ws", *NAMES[:2]))
    embed(store, workspace, Letters())
    again = Letters()
    assert embed(store, workspace, again) == EmbeddingReport(0, kept=ENTITIES + 2)
    assert again.encoded == []
    load(
        store,
        workspace := _workspace(tmp_path / "ws", "cat scratch disease", "trench foot", "cat bite disease"),
    )
    report = embed(store, workspace, again)
    assert report == EmbeddingReport(written=2, kept=ENTITIES + 1)
    assert sorted(again.encoded) == ["cat bite disease", "trench foot"]
    assert [row[0] for row in _alike(store, "cat scratch disease", 1)] == ["cat bite disease"]


def test_another_encoder_takes_the_place_of_the_former(store: Store, tmp_path: Path) -> None:
    load(store, workspace := _workspace(tmp_path / "ws", *NAMES))
    embed(store, workspace, Letters())
    assert embed(store, workspace, Letters(width=32)) == EmbeddingReport(ENTITIES + 3, 0)
    widths = store.query("MATCH (n:Entity) RETURN DISTINCT size(n.embedding)").rows
    assert widths == [(32,)]
    assert [row[0] for row in _alike(store, "cat scratch disease", 1)] == ["cat scratch diseases"]


def test_what_was_stopped_is_finished_by_the_next(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.store.embeddings.BATCH", 2)
    load(store, workspace := _workspace(tmp_path / "ws"))

    def stop(progress: LoadProgress) -> None:
        if progress.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(store, workspace, Letters(), progress=stop)
    assert is_current(store, workspace)
    assert embed(store, workspace, Letters()) == EmbeddingReport(ENTITIES - 4, kept=4)
    assert {row[2] for row in _alike(store, "flu", ENTITIES)} >= {COLD}
    assert FLU not in {row[2] for row in _alike(store, "flu", ENTITIES)}


def test_texts_are_compared_with_vectors_of_the_same_encoder_alone(
    embedded_store: Store, tmp_path: Path
) -> None:
    store = embedded_store
    load(store, workspace := _workspace(tmp_path / "ws", *NAMES))
    query = named_query("entities-like-text")
    values = query.bind({"text": "the scratch of a cat", "limit": 2})
    with pytest.raises(QueryError, match="`kgbuild load --embeddings` makes them"):
        encoded(store, query, values, Letters())
    embed(store, workspace, Letters())
    found = ReadOnly(store).ask(query.statement, encoded(store, query, values, Letters())).rows
    assert {row[0] for row in found} == {"cat scratch disease", "cat scratch diseases"}
    with pytest.raises(QueryError, match="by another encoder than letters-32; name that with --encoder"):
        encoded(store, query, values, Letters(width=32))
