"""Small papers built by hand, written as shards by the real writer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from kgbuild.domain.document import Document, Rejection, Section, Withdrawal, WithdrawalKind
from kgbuild.domain.entity import Entity, Grounding, ungrounded_id
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import Assertion, EntityType, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.graph.assemble import Knowledge
from kgbuild.graph.rows import document_rows, evidence_rows, mention_rows, rejection_rows, withdrawal_rows
from kgbuild.graph.shards import write_shard
from kgbuild.graph.workspace import Workspace

CONFIG = "config-1"
MODEL = "re-v1"

DRUG, DISEASE, SYMPTOM = EntityType.DRUG, EntityType.DISEASE, EntityType.SYMPTOM
LEXICON = {
    "MESH:D001241": Entity("MESH:D001241", "Aspirin", DRUG, ("aspirin tablet", "ASA"), ("UNII:R16CO5Y76E",)),
    "MESH:D008881": Entity("MESH:D008881", "Migraine", DISEASE, ("migraine disorder",)),
    "HP:0002315": Entity("HP:0002315", "Headache", SYMPTOM),
    "MESH:D007052": Entity("MESH:D007052", "Ibuprofen", DRUG),
}
_IDS = {entity.name.lower(): id for id, entity in LEXICON.items()}

KNOWLEDGE = Knowledge("lexicon-1", lambda: LEXICON.get)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence about two names; a name that the lexicon lacks is that of an ungrounded disease."""

    subject: str
    predicate: Predicate
    object: str
    score: float = 0.9
    polarity: Polarity = Polarity.SUPPORTS
    certainty: Certainty = Certainty.CERTAIN
    model: str = MODEL


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what extraction found in it."""

    document: Document
    mentions: tuple[tuple[Mention, Grounding], ...]
    evidence: tuple[Evidence, ...]


def treats(subject: str = "aspirin", object: str = "headache", score: float = 0.9, **other: object) -> Claim:
    return Claim(subject, Predicate.TREATS, object, score, **other)  # type: ignore[arg-type]


def meets(a: str, b: str) -> Claim:
    """One sentence that names both."""
    a, b = sorted((a, b), key=lambda name: grounding(name).entity_id)
    return Claim(a, Predicate.CO_OCCURS_WITH, b, model="co-occurrence")


def grounding(name: str) -> Grounding:
    if name not in _IDS:
        return Grounding(ungrounded_id(name, DISEASE), name, DISEASE, 0.0, "ungrounded")
    entity = LEXICON[_IDS[name]]
    return Grounding(entity.id, entity.name, entity.type, 1.0, "exact name")


def paper(id: str, *claims: Claim, opening: str = "A title.", **facts: object) -> Paper:
    """Return a paper of one sentence for each claim; `facts` are fields of its document."""
    text, spans = opening, []
    for claim in claims:
        how = f"{claim.polarity}, {claim.certainty}, {claim.score}"  # so that equal texts say the same
        sentence = f"{claim.subject} {claim.predicate} ({how}) {claim.object}."
        spans.append(Span(len(text) + 1, len(text) + 1 + len(sentence)))
        text += " " + sentence
    sections = (Section("abstract", 0, len(text)),)
    facts = {"title": opening, "year": 2000, "source": "a.xml"} | facts
    document = Document(id, text, sections=sections, **facts)  # type: ignore[arg-type]
    mentions, evidence = [], []
    for number, (claim, span) in enumerate(zip(claims, spans, strict=True), start=1):
        subject = _mention(document, Span(span.start, span.start + len(claim.subject)), claim.subject, number)
        object = _mention(
            document, Span(span.end - 1 - len(claim.object), span.end - 1), claim.object, number
        )
        mentions += [subject, object]
        evidence.append(_evidence(document, claim, span, subject, object))
    return Paper(document, tuple(mentions), tuple(evidence))


def _mention(document: Document, span: Span, name: str, sentence: int) -> tuple[Mention, Grounding]:
    found = grounding(name)
    text = document.text[span.start : span.end]
    return Mention(document.id, span, text, found.type, 0.95, sentence, Assertion.PRESENT), found


def _evidence(
    document: Document,
    claim: Claim,
    span: Span,
    subject: tuple[Mention, Grounding],
    object: tuple[Mention, Grounding],
) -> Evidence:
    return Evidence(
        document_id=document.id,
        span=span,
        sentence=document.text[span.start : span.end],
        section="abstract",
        subject=subject[1].entity_id,
        predicate=claim.predicate,
        object=object[1].entity_id,
        subject_mention=subject[0].id,
        object_mention=object[0].id,
        polarity=claim.polarity,
        certainty=claim.certainty,
        score=claim.score,
        model=claim.model,
    )


def deleted(id: str) -> Withdrawal:
    return Withdrawal(id, WithdrawalKind.DELETED, "deletions.xml")


def retracted(id: str) -> Withdrawal:
    return Withdrawal(id, WithdrawalKind.RETRACTED, "PMID:999")


def broken(name: str = "b.xml") -> Rejection:
    return Rejection(name, "record 1", "broken-xml", "no closing tag", excerpt="<PubmedArticle>")


Item = Paper | Withdrawal | Rejection


def shard(workspace: Workspace, *items: Item, config: str = CONFIG, number: int = 0) -> str:
    """Write a shard of such records and return its fingerprint; equal shards need different numbers."""
    fingerprint = content_hash("test shard", config, number, *map(repr, items))
    papers = [item for item in items if isinstance(item, Paper)]
    tables = {
        "documents": document_rows(item.document for item in papers),
        "mentions": mention_rows(row for item in papers for row in item.mentions),
        "evidence": evidence_rows(row for item in papers for row in item.evidence),
        "withdrawals": withdrawal_rows(item for item in items if isinstance(item, Withdrawal)),
        "quarantine": rejection_rows(item for item in items if isinstance(item, Rejection)),
    }
    write_shard(workspace, fingerprint, tables, config=config)
    return fingerprint


def packed(workspace: Workspace, items: Iterable[Item], size: int) -> list[str]:
    """Write shards of at most so many items, none with a document twice, and return their fingerprints."""
    piles: list[list[Item]] = []
    for item in items:
        for pile in piles:
            if len(pile) < size and not (isinstance(item, Paper) and item.document.id in _ids(pile)):
                pile.append(item)
                break
        else:
            piles.append([item])
    return [shard(workspace, *pile, number=number) for number, pile in enumerate(piles)]


def _ids(pile: Sequence[Item]) -> set[str]:
    return {item.document.id for item in pile if isinstance(item, Paper)}


_NUMBERS = count()


def new_workspace(folder: Path) -> Workspace:
    """Return another empty workspace each time."""
    return Workspace.create(folder / f"ws{next(_NUMBERS)}")


def files(workspace: Workspace) -> dict[Path, int]:
    """Return everything in a workspace with the time of its last change."""
    return {path: path.lstat().st_mtime_ns for path in sorted(workspace.path.rglob("*"))}
