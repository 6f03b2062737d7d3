"""Learn names from annotated abstracts: what annotators call a concept that the vocabularies call otherwise.

Read are BC5CDR's train and dev parts and NCBI's train part, which are in the public domain, without the
abstracts that something is scored on. A name that the lexicon knows by a MeSH id of its own is left alone,
whatever annotators made of it. Of the others is learnt
- a reading, where the lexicon has no concept of just that name, or a finding of HPO without MeSH id;
- that a drug of DrugBank is a MeSH concept, where the name is the drug's and the concept has no other drug;
- that a concept has had another MeSH id before, where the annotated id is in MeSH no more.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Source
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.entities.normalise import plain_name
from kgbuild.entities.sources.own import Reading
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon
from kgbuild.training.grounding_scores import GoldDocument, Split, load_gold

SOURCE = "annotated"
FILES = (
    "bc5cdr/train.pubtator",
    "bc5cdr/dev.pubtator",
    "ncbi_disease/train.pubtator",
)
SCORED = ("bc5cdr/test.pubtator", "ncbi_disease/dev.pubtator")
AGREED = 0.6
"""Share of a name's mentions that must have the same id."""
FEWEST_LETTERS = 3
"""Letters and digits of a name that means something outside of its abstract."""
_MESH_ID = re.compile(r"MESH:[CD]\d+")
_DRUGBANK, _MESH, _FINDINGS = "DRUGBANK:", "MESH:", "HP:"
_EXACT = frozenset({"exact name", "exact synonym", "spelling", "plural"})


@dataclass(frozen=True, slots=True)
class Annotated:
    """A name as it is mostly written, the id that it mostly has, and how the lexicon grounds it."""

    name: str
    is_drug: bool
    id: str
    grounding: Grounding


@dataclass(slots=True)
class Learnt:
    """What a vocabulary is to be told."""

    readings: list[Reading] = field(default_factory=list)
    mappings: list[tuple[str, str]] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)


def annotated_source() -> Source:
    """Return what is said about the names."""
    return Source(SOURCE, "Names in annotated abstracts", "BC5CDR, NCBI Disease", "public domain")


def add_annotated_names(
    vocabulary: Vocabulary, data: Path, *, mesh: Container[str], split: Split, out: Path
) -> Learnt:
    """Add to the vocabulary what the corpora below `data` teach; `out` is a file that is written on the way.

    `mesh` holds all ids that are in MeSH now.
    """
    build_lexicon(vocabulary, out)
    lexicon = Lexicon.load(out)
    learnt = learn(annotated(_documents(data, split), lexicon), lexicon, mesh)
    vocabulary.sources.append(annotated_source())
    vocabulary.readings += learnt.readings
    vocabulary.mappings += learnt.mappings
    vocabulary.former.update(learnt.former)
    return learnt


def learn(names: list[Annotated], lexicon: Lexicon, mesh: Container[str]) -> Learnt:
    """Return what names with their ids teach; see above."""
    learnt = Learnt()
    of_mesh = _entities_by_mesh(lexicon)
    for one in names:
        entity = lexicon.entity(one.grounding.entity_id)
        ids = {entity.id, *entity.xrefs} if entity else set()
        exact = entity is not None and one.grounding.reason in _EXACT
        if not _MESH_ID.fullmatch(one.id) or one.id in ids:
            continue
        if one.id not in mesh:
            if exact:
                learnt.former.setdefault(one.id, one.grounding.entity_id)
        elif not any(id.startswith(_MESH) for id in ids) and one.id in of_mesh:
            target = of_mesh[one.id]
            if not exact or one.grounding.entity_id.startswith(_FINDINGS):
                type = EntityType.DRUG if one.is_drug else EntityType.DISEASE
                learnt.readings.append(Reading(one.name, type, target, SOURCE))
            elif one.grounding.entity_id.startswith(_DRUGBANK) and not target.startswith(_DRUGBANK):
                learnt.mappings.append((one.grounding.entity_id, target))
    return learnt


def annotated(documents: Iterator[GoldDocument], lexicon: Lexicon) -> list[Annotated]:
    """Return the names on whose ids annotators agree, the most frequent first."""
    ids: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    spellings: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    linker = Linker(lexicon)
    groundings: dict[tuple[bool, str], Grounding] = {}
    for document in documents:
        for one in document.mentions:
            text = one.mention.long_form or one.mention.text
            name = (one.mention.type is EntityType.DRUG, plain_name(text))
            ids[name][one.id] += 1
            spellings[name][text] += 1
            if name not in groundings:
                groundings[name] = linker.ground(replace(one.mention, text=text, long_form=""))
    found = []
    for name, counts in sorted(ids.items(), key=lambda item: (-item[1].total(), item[0])):
        id, count = counts.most_common(1)[0]
        letters = sum(c.isalnum() for c in name[1])
        if letters >= FEWEST_LETTERS and count >= AGREED * counts.total():
            found.append(Annotated(spellings[name].most_common(1)[0][0], name[0], id, groundings[name]))
    return found


def _documents(data: Path, split: Split) -> Iterator[GoldDocument]:
    scored = {one.document.id for file in SCORED for one in load_gold(data / file, split)}
    for file in FILES:
        for one in load_gold(data / file, split):
            if one.document.id not in scored:
                yield one


def _entities_by_mesh(lexicon: Lexicon) -> Mapping[str, str]:
    """Return the entity of each MeSH id."""
    return {id: entity for entity, ids in lexicon.ids() for id in ids if id.startswith(_MESH)}
