"""Make the lexicon's rows, one a name, of concepts that were brought together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kgbuild.domain.entity import ungrounded_id
from kgbuild.domain.mention import EntityType
from kgbuild.entities.acronyms import SHORT, is_acronym
from kgbuild.entities.concept import Concept, Name, Status
from kgbuild.entities.normalise import key, plain_name, plain_words, words
from kgbuild.entities.sources.own import OWN, Reading
from kgbuild.entities.types import entity_type, preference

UNFINDABLE = ""
"""The key of names that say what a concept is called, but do not lead to it: ambiguous acronyms."""


@dataclass(frozen=True, slots=True)
class Row:
    """One name of one entity; `preferred` marks the one that it goes by, whose row has the `xrefs`."""

    key: str
    id: str
    type: EntityType
    name: str
    status: Status
    preferred: bool
    acronym: bool
    source: str
    xrefs: tuple[str, ...] = ()


def make_rows(
    groups: Iterable[Sequence[Concept]],
    *,
    trusted: frozenset[str] = frozenset(),
    readings: Sequence[Reading] = (),
    former: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the rows of all groups, sorted; acronyms of the sources with `trusted` ids are believed.

    `former` has ids that concepts had before, each with one that it has now: they are cross-references.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for old, now in (former or {}).items():
        before[now].append(old)
    rows = [row for group in groups for row in _entity_rows(group, trusted, before)]
    rows += _reading_rows(rows, readings)
    return sorted(_without_ambiguous(rows, trusted), key=lambda r: (r.key, r.id, r.status, r.name, r.source))


def _entity_rows(
    group: Sequence[Concept], trusted: frozenset[str], before: Mapping[str, Sequence[str]]
) -> list[Row]:
    type = entity_type(group, trusted=trusted)
    ordered = sorted(group, key=lambda c: (preference(c.id, type), c.source not in trusted, c.name))
    first = ordered[0]
    id = first.id or ungrounded_id(plain_name(first.name), type)
    xrefs = sorted({ref for c in group for ref in (c.id, *c.xrefs, *before.get(c.id, ()))} - {"", id})
    long_names = [name.text for concept in ordered for name in concept.names if " " in name.text]
    kept: dict[str, tuple[Name, str]] = {}
    for concept in ordered:
        for name in concept.names:
            form = plain_name(name.text)
            if form and (form not in kept or _merit(name) < _merit(kept[form][0])):
                kept[form] = (name, concept.source)
    kept[plain_name(first.name)] = (first.names[0], first.source)
    return [
        Row(
            key=key(plain_words(words(name.text))),
            id=id,
            type=type,
            name=name.text,
            status=name.status,
            preferred=name is first.names[0],
            acronym=is_acronym(name.text, long_names),
            source=source,
            xrefs=tuple(xrefs) if name is first.names[0] else (),
        )
        for name, source in kept.values()
    ]


def _merit(name: Name) -> tuple[Status, bool, bool, str]:
    """Of several spellings of one name the least is kept: not inverted, with its capitals."""
    inverted = plain_name(name.text) != " ".join(plain_words(words(name.text)))
    return (name.status, inverted, name.text.islower(), name.text)


def _reading_rows(rows: Iterable[Row], readings: Sequence[Reading]) -> list[Row]:
    """Return a row for each reading; one whose concept is not in the lexicon is left out."""
    by_name: dict[tuple[str, bool], Row] = {}
    for row in sorted(rows, key=lambda r: (r.status, not r.preferred, r.id), reverse=True):
        by_name[row.name.lower(), row.type is EntityType.DRUG] = row
        by_name[row.id.lower(), row.type is EntityType.DRUG] = row
    found = [(r, by_name.get((r.concept.lower(), r.type is EntityType.DRUG))) for r in readings]
    return [
        Row(
            key=key(plain_words(words(reading.name))),
            id=row.id,
            type=row.type,
            name=reading.name,
            status=Status.NAME if reading.type is EntityType.DRUG and reading.source == OWN else Status.EXACT,
            preferred=False,
            acronym=is_acronym(reading.name, ()),
            source=reading.source,
        )
        for reading, row in found
        if row is not None
    ]


def _without_ambiguous(rows: Iterable[Row], trusted: frozenset[str]) -> list[Row]:
    """Take the key from acronyms that nobody vouches for and that are short or mean several things."""
    rows = list(dict.fromkeys(rows))
    meanings: dict[tuple[str, bool], set[str]] = defaultdict(set)
    vouched: set[tuple[str, bool]] = set()
    for row in rows:
        if row.acronym:
            meanings[_meaning(row)].add(row.id)
            if row.source in trusted:
                vouched.add(_meaning(row))
    result = []
    for row in rows:
        if row.acronym and row.source not in trusted:
            short = sum(c.isalnum() for c in row.name) <= SHORT
            if short or _meaning(row) in vouched or len(meanings[_meaning(row)]) > 1:
                row = replace(row, key=UNFINDABLE)  # noqa: PLW2901 - the same row, hidden
        result.append(row)
    return result


def _meaning(row: Row) -> tuple[str, bool]:
    return (row.key, row.type is EntityType.DRUG)
