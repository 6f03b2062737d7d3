"""Phrases that state a relation between two mentions beyond doubt.

Of pairs that were judged by reading, some nine in ten of those that a phrase links are so related, whatever
the head thinks of them. A sentence is matched with its mentions replaced: the two in question by `SUBJ` and
`OBJ`, the others by `COND` (disease or symptom) and `DRUG`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import Pair
from kgbuild.relations.phrase_patterns import CAUSED, HARMED, SHOWN, TREATED

REACH = 160
"""Characters between two mentions from which on no phrase holds them together."""


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """A sentence in lower case, cut at its mentions: `texts` are before, between and after the `members`.

    `members` are positions in the document's list; `kinds` say what each is, `DRUG` or `COND`.
    """

    texts: tuple[str, ...]
    members: tuple[int, ...]
    kinds: tuple[str, ...]

    def mask(self, pair: Pair) -> str:
        """Return the sentence with its mentions replaced by what they are to the pair."""
        names = {pair.subject: "SUBJ", pair.object: "OBJ"}
        parts = [self.texts[0]]
        for member, kind, text in zip(self.members, self.kinds, self.texts[1:], strict=True):
            parts += [names.get(member, kind), text]
        return "".join(parts)


def sentence_forms(
    text: str, sentences: Iterable[Sentence], mentions: Sequence[Mention], types: Sequence[EntityType]
) -> dict[int, SentenceForm]:
    """Return the form of each sentence by its index; of mentions that overlap the first is a member."""
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for i in sorted(range(len(mentions)), key=lambda i: mentions[i].span):
        by_sentence[mentions[i].sentence].append(i)
    return {s.index: _form(text, s.span, by_sentence[s.index], mentions, types) for s in sentences}


def _form(
    text: str, span: Span, positions: list[int], mentions: Sequence[Mention], types: Sequence[EntityType]
) -> SentenceForm:
    texts, members, end = [], [], span.start
    for i in positions:
        if mentions[i].span.start >= end:
            texts.append(text[end : mentions[i].span.start].lower())
            members.append(i)
            end = mentions[i].span.end
    texts.append(text[end : span.end].lower())
    kinds = tuple("DRUG" if types[i] is EntityType.DRUG else "COND" for i in members)
    return SentenceForm(tuple(texts), tuple(members), kinds)


def stated(
    form: SentenceForm, mentions: Sequence[Mention], types: Sequence[EntityType], pair: Pair
) -> Predicate | None:
    """Return what a phrase of the sentence says of the pair, None where there is none or two disagree."""
    first, second = sorted((mentions[pair.subject].span, mentions[pair.object].span))
    if second.start - first.end > REACH:
        return None
    masked = form.mask(pair)
    if types[pair.subject] is EntityType.DRUG:
        helps, harms = TREATED.search(masked), HARMED.search(masked)
        if bool(helps) == bool(harms):
            return None
        return Predicate.TREATS if helps else Predicate.CAUSES
    if types[pair.object] is EntityType.SYMPTOM:
        return Predicate.HAS_SYMPTOM if SHOWN.search(masked) else None
    return Predicate.CAUSES if CAUSED.search(masked) else None
