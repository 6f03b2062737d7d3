"""Score grounding on corpora whose mentions carry concept ids; the mentions themselves are taken as given."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path

from kgbuild.documents.pubtator import PubTatorRecord, parse_pubtator
from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import CorpusError
from kgbuild.mentions.abbreviations import expand, find_abbreviations

UNKNOWN = "-1"
"""The corpora's mark for a mention that no concept fits."""

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


def load_gold(path: Path, split: Split) -> list[GoldMention]:
    """Return the disease and chemical mentions of a PubTator file that have exactly one known concept.

    Abbreviations that the document defines get their long form, as in a build.
    """
    if not path.is_file():
        raise CorpusError(path, "no such file; --data names the folder that holds the corpora")
    with path.open(encoding="utf-8") as lines:
        return [gold for record in parse_pubtator(lines) for gold in _gold(record, split)]


def _gold(record: PubTatorRecord, split: Split) -> Iterable[GoldMention]:
    document = record.document
    ids: dict[Span, str] = {}
    mentions = []
    for annotation in record.annotations:
        type = EntityType.DRUG if annotation.type == "Chemical" else EntityType.DISEASE
        if len(annotation.ids) == 1 and annotation.ids[0] != UNKNOWN:
            id = annotation.ids[0].lstrip("*")
            ids[annotation.span] = id if ":" in id else f"MESH:{id}"
            mentions.append(Mention(document.id, annotation.span, annotation.text, type, 1.0, 0))
    sentences = split(document)
    expanded = expand(document, sentences, mentions, find_abbreviations(document, sentences))
    long_forms = {mention.span: mention.long_form for mention in expanded}
    for mention in mentions:
        long_form = long_forms.get(mention.span, "")
        yield GoldMention(replace(mention, long_form=long_form), ids[mention.span])


def score_grounding(gold: Sequence[GoldMention], lexicon: Lexicon) -> GroundingScores:
    """Ground the mentions and compare."""
    linker = Linker(lexicon)
    found = [linker.ground(one.mention) for one in gold]
    right = 0
    for one, grounding in zip(gold, found, strict=True):
        entity = lexicon.entity(grounding.entity_id)
        right += one.id == grounding.entity_id or (entity is not None and one.id in entity.xrefs)
    precision, recall = pairwise([one.id for one in gold], [grounding.entity_id for grounding in found])
    count = max(1, len(gold))
    grounded = sum(grounding.grounded for grounding in found) / count
    return GroundingScores(len(gold), grounded, right / count, precision, recall)


def pairwise(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return pairwise precision and recall of a grouping against the gold grouping.

    >>> pairwise(["a", "a", "b"], [1, 1, 1])
    (0.3333333333333333, 1.0)
    """
    both = _pairs(zip(gold, found, strict=True))
    return both / max(1, _pairs(found)), both / max(1, _pairs(gold))


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())
