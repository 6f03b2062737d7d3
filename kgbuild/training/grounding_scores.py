"""Score grounding on corpora whose mentions carry concept ids; the mentions themselves are taken as given.

`grounding_end_to_end` scores it on the mentions that a tagger finds.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path

from kgbuild.documents.pubtator import PubTatorRecord, parse_pubtator
from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.entities.induced import ground_together
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import CorpusError
from kgbuild.mentions.abbreviations import expand, find_abbreviations

UNKNOWN = "-1"
"""The corpora's mark for a mention that no concept fits."""

_TYPES = {
    "Chemical": EntityType.DRUG,
    "ChemicalEntity": EntityType.DRUG,
    "Disease": EntityType.DISEASE,
    "DiseaseOrPhenotypicFeature": EntityType.DISEASE,
    "SpecificDisease": EntityType.DISEASE,
    "DiseaseClass": EntityType.DISEASE,
    "CompositeMention": EntityType.DISEASE,
    "Modifier": EntityType.DISEASE,
}
"""What BC5CDR, BioRED and NCBI Disease call diseases and chemicals."""

Split = Callable[[Document], list[Sentence]]


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention as kgbuild sees it, with the id that annotators gave it (`MESH:…` or `OMIM:…`)."""

    mention: Mention
    id: str


@dataclass(frozen=True, slots=True)
class GroundingScores:
    """`accuracy` is the share of mentions whose entity is, or has as cross-reference, the gold id.

    The pairwise scores compare groups: of all pairs of mentions in the corpus, those with one gold id with
    those with one entity. They need no ids in common.
    """

    mentions: int
    grounded: float
    accuracy: float
    pairwise_precision: float
    pairwise_recall: float

    @property
    def pairwise_f1(self) -> float:
        """The harmonic mean of the pairwise precision and recall."""
        total = self.pairwise_precision + self.pairwise_recall
        return 2 * self.pairwise_precision * self.pairwise_recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document and its mentions of one known concept each; `unjudged` are the spans of the other ones."""

    document: Document
    sentences: list[Sentence]
    mentions: list[GoldMention]
    unjudged: frozenset[Span]


def load_gold(path: Path, split: Split) -> list[GoldDocument]:
    """Return the documents of a PubTator file with their disease and chemical mentions.

    Abbreviations that the document defines get their long form, as in a build.
    """
    if not path.is_file():
        raise CorpusError(path, "no such file; --data names the folder that holds the corpora")
    with path.open(encoding="utf-8") as lines:
        return [_gold(record, split) for record in parse_pubtator(lines)]


def _gold(record: PubTatorRecord, split: Split) -> GoldDocument:
    document = record.document
    ids: dict[Span, str] = {}
    mentions = []
    for annotation in record.annotations:
        if annotation.type not in _TYPES:
            continue
        type = _TYPES[annotation.type]
        if len(annotation.ids) == 1 and annotation.ids[0] != UNKNOWN:
            id = annotation.ids[0].lstrip("*")
            ids[annotation.span] = id if ":" in id else f"MESH:{id}"
            mentions.append(Mention(document.id, annotation.span, annotation.text, type, 1.0, 0))
    sentences = split(document)
    expanded = expand(document, sentences, mentions, find_abbreviations(document, sentences))
    long_forms = {mention.span: mention.long_form for mention in expanded}
    judged = [
        GoldMention(replace(mention, long_form=long_forms.get(mention.span, "")), ids[mention.span])
        for mention in mentions
    ]
    unjudged = frozenset(annotation.span for annotation in record.annotations) - ids.keys()
    return GoldDocument(document, sentences, judged, unjudged)


def score_grounding(documents: Iterable[GoldDocument], lexicon: Lexicon, type: EntityType) -> GroundingScores:
    """Ground the mentions of each document together, and compare those of one type."""
    linker = Linker(lexicon)
    gold: list[GoldMention] = []
    found: list[Grounding] = []
    for document in documents:
        mentions = [one.mention for one in document.mentions]
        groundings = ground_together(linker, document.document.text, mentions)
        for one, grounding in zip(document.mentions, groundings, strict=True):
            if one.mention.type is type:
                gold.append(one)
                found.append(grounding)
    right = 0
    for one, grounding in zip(gold, found, strict=True):
        right += is_concept(grounding.entity_id, one.id, lexicon)
    precision, recall = pairwise([one.id for one in gold], [grounding.entity_id for grounding in found])
    count = max(1, len(gold))
    grounded = sum(grounding.grounded for grounding in found) / count
    return GroundingScores(len(gold), grounded, right / count, precision, recall)


def is_concept(entity_id: str, gold_id: str, lexicon: Lexicon) -> bool:
    """Whether an entity is, or has as cross-reference, the gold concept."""
    entity = lexicon.entity(entity_id)
    return gold_id == entity_id or (entity is not None and gold_id in entity.xrefs)


def pairwise(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return pairwise precision and recall of a grouping against the gold grouping.

    >>> pairwise(["a", "a", "b"], [1, 1, 1])
    (0.3333333333333333, 1.0)
    """
    both = _pairs(zip(gold, found, strict=True))
    return both / max(1, _pairs(found)), both / max(1, _pairs(gold))


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())
