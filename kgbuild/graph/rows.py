"""Turn records into Arrow tables, one function a table."""

from collections.abc import Iterable

import pyarrow as pa

from kgbuild.domain.document import Document, Rejection, Withdrawal
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence
from kgbuild.domain.mention import Mention
from kgbuild.graph.tables import DOCUMENTS, EVIDENCE, MENTIONS, QUARANTINE, WITHDRAWALS


def document_rows(documents: Iterable[Document]) -> pa.Table:
    """Return rows of the documents table."""
    return pa.Table.from_pylist([_document(document) for document in documents], DOCUMENTS)


def mention_rows(mentions: Iterable[tuple[Mention, Grounding]]) -> pa.Table:
    """Return rows of the mentions table."""
    return pa.Table.from_pylist([_mention(mention, grounding) for mention, grounding in mentions], MENTIONS)


def evidence_rows(evidence: Iterable[Evidence]) -> pa.Table:
    """Return rows of the evidence table."""
    return pa.Table.from_pylist([_evidence(item) for item in evidence], EVIDENCE)


def withdrawal_rows(withdrawals: Iterable[Withdrawal]) -> pa.Table:
    """Return rows of a shard's withdrawals."""
    rows = [
        {"document_id": item.document_id, "kind": item.kind.value, "stated_by": item.stated_by}
        for item in withdrawals
    ]
    return pa.Table.from_pylist(rows, WITHDRAWALS)


def rejection_rows(rejections: Iterable[Rejection]) -> pa.Table:
    """Return rows of the quarantine."""
    names = QUARANTINE.names
    return pa.Table.from_pylist(
        [{name: getattr(item, name) for name in names} for item in rejections], QUARANTINE
    )


def _document(document: Document) -> dict[str, object]:
    sections = [
        {"label": s.label, "start": s.start, "end": s.end, "language": s.language} for s in document.sections
    ]
    row: dict[str, object] = {name: getattr(document, name) for name in DOCUMENTS.names}
    return row | {
        "sections": sections,
        "corrections": list(document.corrections),
        "aliases": list(document.aliases),
    }


def _mention(mention: Mention, grounding: Grounding) -> dict[str, object]:
    return {
        "id": mention.id,
        "document_id": mention.document_id,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.text,
        "type": mention.type.value,
        "score": mention.score,
        "sentence": mention.sentence,
        "assertion": mention.assertion.value,
        "long_form": mention.long_form,
        "entity_id": grounding.entity_id,
        "entity_name": grounding.name,
        "entity_type": grounding.type.value,
        "grounding_score": grounding.score,
        "grounding_reason": grounding.reason,
    }


def _evidence(item: Evidence) -> dict[str, object]:
    return {
        "id": item.id,
        "relation_id": item.relation_id,
        "document_id": item.document_id,
        "start": item.span.start,
        "end": item.span.end,
        "sentence": item.sentence,
        "section": item.section,
        "subject": item.subject,
        "predicate": item.predicate.value,
        "object": item.object,
        "subject_mention": item.subject_mention,
        "object_mention": item.object_mention,
        "polarity": item.polarity.value,
        "certainty": item.certainty.value,
        "score": item.score,
        "model": item.model,
    }
