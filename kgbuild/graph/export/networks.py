"""The graph as a networkx graph, for notebooks and algorithms; networkx comes with the extra `notebooks`."""

from collections.abc import Collection
from typing import Any

import networkx

from kgbuild.graph.export.selection import selected
from kgbuild.graph.workspace import Workspace


def to_networkx(
    workspace: Workspace, *, types: Collection[str] = (), belief: float = 0.0, licences: Collection[str] = ()
) -> "networkx.MultiDiGraph[Any]":
    """Return the graph: nodes by entity id, edges by relation id as key, rows of the tables as attributes.

    `types` are relationship types to take, none for all. Relations of less `belief` are left out, but not
    imported ones, which have none; `licences` as in `selected`. Entities are those of the relations.
    """
    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
    with selected(workspace, licences=licences) as selection:
        entities = {row["id"]: row for row in selection.rows("entities")}
        for row in selection.rows("relations"):
            if types and row["type"] not in types:
                continue
            if row["belief"] is not None and row["belief"] < belief:
                continue
            for end in (row["subject"], row["object"]):
                if end not in graph:
                    graph.add_node(end, **{k: v for k, v in entities[end].items() if k != "id"})
            facts = {k: v for k, v in row.items() if k not in {"id", "subject", "object"}}
            graph.add_edge(row["subject"], row["object"], key=row["id"], **facts)
    return graph
