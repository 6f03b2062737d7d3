"""Withdraw a document's evidence at a user's word, and take that back: at once, and for all later builds.

What a user withdraws is treated as if its publisher had retracted it: the document stays, marked, and its
evidence does not count. So the word can be taken back, and the withdrawal shows. Only for who holds the
workspace's lock.
"""

from dataclasses import dataclass

from kgbuild.errors import UnknownDocumentError
from kgbuild.graph.assemble import reassemble
from kgbuild.graph.database import number
from kgbuild.graph.diff import RelationChange
from kgbuild.graph.opened import opened
from kgbuild.graph.published import refuse_pulled
from kgbuild.graph.withdrawals import UserWithdrawal, add_withdrawal, list_withdrawals, remove_withdrawal
from kgbuild.graph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a withdrawal, or taking one back, has changed.

    `changed` is False where it was so before. `relations` are those whose support changed, by how much, the
    most first; `belief_after` is None of those that are gone, `belief_before` of those that came back.
    """

    document_id: str
    changed: bool
    retracted: bool
    """Whether the document is marked now, whoever retracted it."""
    build: str
    relations: list[RelationChange]


Facts = tuple[str, str, str, float, int]
"""Of a relation: type, names of subject and object, belief, n_support."""
Side = dict[str, Facts]
"""By relation id."""

_STATED = """
SELECT DISTINCT relation_id FROM read_parquet($1) WHERE document_id = $2
"""

_NAMED = """
SELECT id FROM ws.documents WHERE id = $1 OR list_contains(aliases, $1) ORDER BY id <> $1, id LIMIT 1
"""

_RETRACTED = "SELECT count(*) FROM ws.documents WHERE id = $1 AND retracted"

_RELATIONS = """
SELECT r.id, r.type, s.name, o.name, r.belief, r.n_support
FROM ws.relations AS r JOIN ws.entities AS s ON s.id = r.subject JOIN ws.entities AS o ON o.id = r.object
WHERE list_contains($1, r.id)
"""


def withdraw(workspace: Workspace, document_id: str, *, reason: str = "") -> Outcome:
    """Let a document's evidence not count; nothing happens where a user has withdrawn it already.

    The document is named by its id or an alias, such as its DOI.
    Raises `UnknownDocumentError` where the graph has no such document, and what `assemble` raises.
    """
    refuse_pulled(workspace)
    known = _known(workspace, document_id)
    if known is None:
        raise UnknownDocumentError(document_id, workspace.path)
    document_id = known
    withdrawn = document_id in _withdrawn(workspace)
    before = _relations(workspace, document_id)
    if not withdrawn:
        add_withdrawal(workspace, UserWithdrawal(document_id, reason))
    return _reassembled(workspace, document_id, before, changed=not withdrawn)


def reinstate(workspace: Workspace, document_id: str) -> Outcome:
    """Take a user's withdrawal back; what publishers retract stays so.

    Nothing happens where no user has withdrawn the document; raises as `withdraw` does.
    """
    refuse_pulled(workspace)
    known = _known(workspace, document_id)
    document_id = known or document_id
    withdrawn = document_id in _withdrawn(workspace)
    if not (known or withdrawn):
        raise UnknownDocumentError(document_id, workspace.path)
    before = _relations(workspace, document_id)
    remove_withdrawal(workspace, document_id)
    return _reassembled(workspace, document_id, before, changed=withdrawn)


def _known(workspace: Workspace, name: str) -> str | None:
    """Return the id of the document of this id or alias."""
    with opened(ws=workspace) as (connection, _):
        row = connection.execute(_NAMED, [name]).fetchone()
    return str(row[0]) if row else None


def _withdrawn(workspace: Workspace) -> set[str]:
    return {item.document_id for item in list_withdrawals(workspace)}


def _reassembled(workspace: Workspace, document_id: str, before: Side, *, changed: bool) -> Outcome:
    # Also where it was so before: a killed command may have written it down and left the tables as they were.
    assembly = reassemble(workspace)
    after = _relations(workspace, document_id)
    changes = [_change(id, before.get(id), after.get(id)) for id in before.keys() | after.keys()]
    moved = [change for change in changes if change is not None]
    with opened(ws=workspace) as (connection, _):
        retracted = number(connection, _RETRACTED, [document_id]) > 0
    moved.sort(key=lambda c: (-abs((c.belief_before or 0) - (c.belief_after or 0)), c.id))
    return Outcome(document_id, changed or assembly.changed, retracted, assembly.manifest.build, moved)


def _relations(workspace: Workspace, document_id: str) -> Side:
    """Return the relations that a document has evidence about, counting or not, as they are now."""
    with opened(ws=workspace) as (connection, tables):
        shards = tables["ws"].manifest.shards
        files = [str(workspace.shards / shard / "evidence.parquet") for shard in shards]
        if not files:
            return {}
        stated = [id for (id,) in connection.execute(_STATED, [files, document_id]).fetchall()]
        rows = connection.execute(_RELATIONS, [stated]).fetchall()
        return {row[0]: row[1:] for row in rows}


def _change(id: str, before: Facts | None, after: Facts | None) -> RelationChange | None:
    known = after or before
    if known is None or before == after:
        return None
    type, subject, object, _, _ = known
    beliefs = (before and before[3], after and after[3])
    supports = (before and before[4], after and after[4])
    return RelationChange(id, type, subject, object, *beliefs, *supports)
