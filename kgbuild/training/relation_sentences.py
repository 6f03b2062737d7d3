"""Load the corpora that relate mentions within single sentences: ADE and BioText.

Either annotates mentions only where they are related. In use, a sentence's other mentions are read as well,
so that those which a tagger finds are added to learn from what is not related.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.relations.candidates import Pair
from kgbuild.training.relation_documents import (
    CAUSES,
    NOT_CAUSES,
    NOTHING,
    TREATS,
    Answer,
    Label,
    Marked,
    RelationDocument,
    labelled,
    one_sentence,
)

Find = Callable[[Document, Sequence[Sentence]], list[Marked]]
"""Returns the mentions that a tagger finds."""

Choose = Callable[[str], bool]
"""Whether the document with this id is wanted."""

_ADE_COLUMNS = 8


def load_ade(folder: Path, find: Find, *, only: Choose = lambda id: True) -> Iterator[RelationDocument]:
    """Yield a document for each sentence of ADE; its id is the abstract's with a hash of the sentence.

    Drug and effect in one line of `DRUG-AE.rel` are cause and effect; other pairs, as those of `ADE-NEG.txt`,
    are not, though they may be a treatment.
    """
    related: dict[tuple[str, str], list[_Effect]] = defaultdict(list)
    for line in _lines(folder / "DRUG-AE.rel"):
        columns = line.split("|")
        if len(columns) != _ADE_COLUMNS:
            raise CorpusError(folder / "DRUG-AE.rel", f"not {_ADE_COLUMNS} columns: {line[:80]!r}")
        pmid, sentence, effect, effect_start, _, drug, drug_start, _ = columns
        related[pmid, sentence].append(_Effect(effect, int(effect_start), drug, int(drug_start)))
    unrelated = [_negative(line) for line in _lines(folder / "ADE-NEG.txt")]
    for pmid, text in dict.fromkeys([*related, *unrelated]):
        if only(f"PMID:{pmid}"):
            yield _ade_sentence(pmid, text, related.get((pmid, text), []), find)


@dataclass(frozen=True, slots=True)
class _Effect:
    """One line of ADE; places count characters of the abstract, whose text is not given."""

    effect: str
    effect_start: int
    drug: str
    drug_start: int


def _negative(line: str) -> tuple[str, str]:
    pmid, _, sentence = line.split(" ", 2)
    return pmid, sentence


def _ade_sentence(pmid: str, text: str, effects: list[_Effect], find: Find) -> RelationDocument:
    document, sentences = one_sentence(f"PMID:{pmid}#{content_hash(text)}", text)
    start = _start(text, effects)
    pairs = set()
    for one in effects:
        drug, effect = (
            _place(text, one.drug, one.drug_start - start),
            _place(text, one.effect, one.effect_start - start),
        )
        if drug is not None and effect is not None:
            pairs.add((_gold(drug, EntityType.DRUG, text), _gold(effect, EntityType.SYMPTOM, text)))
    gold = sorted({one for pair in pairs for one in pair}, key=lambda one: one.span)
    names = {name for one in gold for name in one.concepts}

    def again(one: Marked) -> bool:
        """Whether this names anew what is marked elsewhere: its annotators marked one place of several."""
        return not one.concepts and text[one.span.start : one.span.end].lower() in names

    def label(marked: Sequence[Marked]) -> Label:
        def answer(pair: Pair) -> frozenset[Answer] | None:
            subject, object = marked[pair.subject], marked[pair.object]
            if subject.type is not EntityType.DRUG:
                return None
            if (subject, object) in pairs:
                return CAUSES
            return None if again(subject) or again(object) else NOT_CAUSES

        return answer

    return labelled("ade", document, sentences, with_found(gold, find(document, sentences)), label)


def _gold(span: Span, type: EntityType, text: str) -> Marked:
    """Return a mention that annotators marked; its words are its concept, where a found one has none."""
    return Marked(span, type, (text[span.start : span.end].lower(),))


def _start(text: str, effects: list[_Effect]) -> int:
    """Return where in the abstract the sentence most likely begins."""
    votes: Counter[int] = Counter()
    for one in effects:
        for name, place in ((one.effect, one.effect_start), (one.drug, one.drug_start)):
            votes.update(place - match.start() for match in re.finditer(re.escape(name), text))
    return min(votes, key=lambda start: (-votes[start], start), default=0)


def _place(text: str, name: str, near: int) -> Span | None:
    starts = [match.start() for match in re.finditer(re.escape(name), text)] if name else []
    if not starts:
        return None
    start = min(starts, key=lambda start: (abs(start - near), start))
    return Span(start, start + len(name))


def load_biotext(file: Path, find: Find, *, only: Choose = lambda id: True) -> Iterator[RelationDocument]:
    """Yield a document for each sentence of BioText whose relation we know, its corpus `biotext/RELATION`.

    Treatments are drugs here, whatever they are: what a sentence says of surgery it says of drugs alike.
    """
    seen: set[str] = set()
    for line in _lines(file):
        raw, _, relation = line.rpartition("||")
        if relation.strip() in _BIOTEXT and raw not in seen:
            seen.add(raw)
            text, gold = untag(raw)
            id = f"biotext:{content_hash(text)}"
            if only(id):
                yield _biotext_sentence(id, text, gold, relation.strip(), find)
    if not seen:
        raise CorpusError(file, "no line ends with `||RELATION`; give the file of BioText's sentences")


_BIOTEXT: dict[str, frozenset[Answer]] = {
    "TREAT_FOR_DIS": TREATS,
    "PREVENT": TREATS,
    "TREAT_NO_FOR_DIS": TREATS,  # a denial is about the same relation
    "SIDE_EFF": CAUSES,
    "NONE": NOTHING,
    "DISONLY": NOTHING,
    "TREATONLY": NOTHING,
}
_TAG = re.compile(r"<(/?)(TREAT|DIS)[A-Z_]*>")


def _biotext_sentence(id: str, text: str, gold: list[Marked], relation: str, find: Find) -> RelationDocument:
    document, sentences = one_sentence(id, text)
    allowed = _BIOTEXT[relation]
    own = set(gold)

    def label(marked: Sequence[Marked]) -> Label:
        def answer(pair: Pair) -> frozenset[Answer] | None:
            subject, object = marked[pair.subject], marked[pair.object]
            if subject.type is not EntityType.DRUG:
                return None
            if allowed is NOTHING or (subject in own and object in own):
                return allowed
            return None

        return answer

    marked = with_found(gold, find(document, sentences))
    return labelled(f"biotext/{relation}", document, sentences, marked, label)


def untag(raw: str) -> tuple[str, list[Marked]]:
    """Return a sentence of BioText as people write it, without tags, and what was tagged.

    >>> untag("<TREAT> zinc ( oral ) </TREAT> for <DIS> colds </DIS> .")[0]
    'zinc (oral) for colds.'
    """
    text = re.sub(r"\s*(</[A-Z_]+>)", r"\1", re.sub(r"(<[A-Z_]+>)\s*", r"\1", raw.strip()))
    text = re.sub(r"(``|'') ?", '"', text)
    text = re.sub(r"\s+([,.;:)\]%?]|'s\b)", r"\1", text)
    text = re.sub(r"([(\[])((?:<[A-Z_]+>)?)\s+", r"\1\2", text)
    text = re.sub(r"\s+", " ", text)
    plain, opened, marked, end = "", {}, [], 0
    for match in _TAG.finditer(text):
        plain += text[end : match.start()]
        end = match.end()
        if not match[1]:
            opened[match[2]] = len(plain)
        elif match[2] in opened:
            start = opened.pop(match[2])
            if start < len(plain):
                type = EntityType.DRUG if match[2] == "TREAT" else EntityType.DISEASE
                marked.append(_gold(Span(start, len(plain)), type, plain))
    return plain + text[end:], marked


def with_found(gold: list[Marked], found: list[Marked]) -> list[Marked]:
    """Return what is marked, and what is found elsewhere."""
    return [*gold, *(f for f in found if not any(f.span.overlaps(g.span) for g in gold))]


def _lines(file: Path) -> Iterator[str]:
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\r\n")
