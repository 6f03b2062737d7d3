"""A workspace whose graph has a rule: a drug treats the diseases whose symptom it causes."""

from itertools import count
from pathlib import Path

from kgbuild.domain.document import Document, Section
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import Assertion, EntityType, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.graph.assemble import assemble
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, Paper, new_workspace, shard

DRUG, DISEASE, SYMPTOM = EntityType.DRUG, EntityType.DISEASE, EntityType.SYMPTOM
GROUPS = 4


def entity(kind: EntityType, number: int) -> Grounding:
    return Grounding(f"X:{kind}{number}", f"{kind} {number}".lower(), kind, 1.0, "exact name")


def paper(
    id: int,
    subject: Grounding,
    predicate: Predicate,
    object: Grounding,
    *,
    year: int = 2000,
    denied: bool = False,
) -> Paper:
    """Return a document of one sentence."""
    text = f"{subject.name} {predicate} {object.name}."
    document = Document(
        f"PMID:{id}",
        text,
        sections=(Section("abstract", 0, len(text)),),
        title=text,
        year=year,
        source="a.xml",
    )
    ends = (Span(0, len(subject.name)), Span(len(text) - 1 - len(object.name), len(text) - 1))
    mentions = [
        Mention(document.id, span, text[span.start : span.end], found.type, 0.9, 1, Assertion.PRESENT)
        for span, found in zip(ends, (subject, object), strict=True)
    ]
    evidence = Evidence(
        document_id=document.id,
        span=Span(0, len(text)),
        sentence=text,
        section="abstract",
        subject=subject.entity_id,
        predicate=predicate,
        object=object.entity_id,
        subject_mention=mentions[0].id,
        object_mention=mentions[1].id,
        polarity=Polarity.CONTRADICTS if denied else Polarity.SUPPORTS,
        certainty=Certainty.CERTAIN,
        score=0.9,
        model="re-v1",
    )
    return Paper(document, tuple(zip(mentions, (subject, object), strict=True)), (evidence,))


def practice(folder: Path, *, drugs: int = 12, extra: tuple[Paper, ...] = ()) -> Workspace:
    """Return the workspace; drug 0 and disease 0 lack their treatment, which so can be predicted."""
    papers, ids = list(extra), count(1)
    for n in range(drugs):
        papers.append(paper(next(ids), entity(DRUG, n), Predicate.CAUSES, entity(SYMPTOM, n % GROUPS)))
        papers.append(
            paper(next(ids), entity(DISEASE, n), Predicate.HAS_SYMPTOM, entity(SYMPTOM, n % GROUPS))
        )
        papers += [
            paper(next(ids), entity(DRUG, n), Predicate.TREATS, entity(DISEASE, m), year=2000 + m)
            for m in range(drugs)
            if n % GROUPS == m % GROUPS and (n, m) != (0, 0)
        ]
    workspace = new_workspace(folder)
    name = shard(workspace, *papers)
    assemble(workspace, [name], config=CONFIG, reliability={"re-v1": 1.0})
    return workspace
