"""What the graph says about a candidate that should make one careful."""

from collections.abc import Sequence
from dataclasses import dataclass

from kgbuild.domain.relation import SYMMETRIC, Predicate
from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace

Pair = tuple[str, str]
"""Ids of subject and object."""

_KNOWN = "SELECT subject, object FROM ws.relations WHERE type = $1 AND (subject = $2 OR object = $2)"
_DENIED = """
SELECT subject, object, count(DISTINCT document_id) FROM ws.evidence
WHERE predicate = $1 AND polarity = 'contradicts' AND certainty = 'certain' AND (subject = $2 OR object = $2)
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Flags:
    """Of one relation and one entity: pairs that are known, that documents deny (how many), that harm."""

    build: str
    known: frozenset[Pair]
    denied: dict[Pair, int]
    harms: frozenset[Pair]


def read_flags(workspace: Workspace, relation: str, entity: str) -> Flags:
    """Return what the graph says now; raises what `opened` raises."""
    with opened(ws=workspace) as (connection, tables):

        def pairs(query: str, predicate: str) -> Sequence[tuple[str, ...]]:
            rows = connection.execute(query, [predicate, entity]).fetchall()
            # Of a relation without direction the graph has one, whichever of the two is asked about.
            return rows + [(b, a, *rest) for a, b, *rest in rows] if predicate in SYMMETRIC else rows

        harms = pairs(_KNOWN, Predicate.CAUSES) if relation == Predicate.TREATS else []
        return Flags(
            build=tables["ws"].manifest.build,
            known=frozenset((a, b) for a, b in pairs(_KNOWN, relation)),
            denied={(a, b): int(count) for a, b, count in pairs(_DENIED, relation)},
            harms=frozenset((a, b) for a, b in harms),
        )
