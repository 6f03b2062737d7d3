"""Rules of grounding, on a small lexicon."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.entities.sources.own import Reading, own_source
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon

NAMES = """\
id\tname\ttype\tstatus
MESH:D1\tLung Neoplasms\tdisease\t
MESH:D1\tlung cancer\t\texact
HP:1\tHeadache\tsymptom\t
HP:1\tcephalgia\t\texact
HP:1\thead trouble\t\trelated
HP:2\tThunderclap headache\tsymptom\t
HP:3\tEdema\tsymptom\t
MESH:D2\tHypertension\tdisease\t
MESH:D3\tDiabetic Nephropathies\tdisease\t
MESH:D4\tMultiple Sclerosis\tdisease\t
MESH:D4\tMS\t\texact
DRUGBANK:1\tMorphine\tdrug\t
DRUGBANK:2\tMagnesium sulfate\tdrug\t
DRUGBANK:3\tHeadache\tdrug\t
MESH:D7\tFoo, Systemic\tdisease\t
MESH:D5\tFirst\tdisease\t
MESH:D5\ttwin\t\texact
MESH:D6\tSecond\tsymptom\t
MESH:D6\ttwin\t\texact
MESH:D8\tKidney Diseases\tdisease\t
MESH:D9\tAmnesia\tdisease\t
MESH:D10\tHeadache, Drug-Induced\tdisease\t
MESH:D11\tDrug Overdose\tdisease\t
MESH:D12\tAdenovirus Infections\tdisease\t
MESH:D13\tElevated blood pressure\tdisease\t
MESH:D14\tFOVID-19\tdisease\t
"""
DISEASE, SYMPTOM, DRUG = EntityType


@pytest.fixture
def lexicon(build: Callable[..., Lexicon]) -> Lexicon:
    return build(names__tsv=NAMES)


@pytest.fixture
def ground(lexicon: Lexicon) -> Callable[..., Grounding]:
    linker = Linker(lexicon)
    return lambda text, type=DISEASE, long_form="": linker.ground(
        Mention("d", Span(0, len(text)), text, type, 1.0, 0, long_form=long_form)
    )


@pytest.mark.parametrize(
    ("text", "type", "id", "reason"),
    [
        ("Headache", SYMPTOM, "HP:1", "exact name"),
        ("HEADACHE", SYMPTOM, "HP:1", "exact name"),
        ("cephalgia", SYMPTOM, "HP:1", "exact synonym"),
        ("headaches", SYMPTOM, "HP:1", "plural"),
        ("oedema", SYMPTOM, "HP:3", "spelling"),
        ("cancer of the lung", DISEASE, "MESH:D1", "word order"),
        ("severe headache", SYMPTOM, "HP:1", "modifier dropped"),
        ("thunderclap headaches", SYMPTOM, "HP:2", "plural"),
        ("hypertensive", DISEASE, "MESH:D2", "adjective"),
        ("pulmonary cancer", DISEASE, "MESH:D1", "synonymous word"),
        ("hyper-tension", DISEASE, "MESH:D2", "spelling"),
        ("headache (sudden)", SYMPTOM, "HP:1", "parenthesis dropped"),
        ("light-induced headaches", SYMPTOM, "HP:1", "modifier dropped"),
        ("light-associated headaches", SYMPTOM, "HP:1", "modifier dropped"),
        ("high-dose morphine-induced headaches", SYMPTOM, "MESH:D10", "a drug as cause"),
        ("morphine headache", SYMPTOM, "MESH:D10", "a drug as cause"),
        ("morphine overdose", DISEASE, "MESH:D11", "a drug as cause"),
        ("morphine edema", SYMPTOM, "HP:3", "a drug as cause"),
        ("amnesic", DISEASE, "MESH:D9", "adjective"),
        ("renal toxicity", DISEASE, "MESH:D8", "disease of that kind"),
        ("lesions of the kidney", DISEASE, "MESH:D8", "disease of that kind"),
        ("adenovirus disease", DISEASE, "MESH:D12", "disease of that kind"),
        ("increases in blood pressure", DISEASE, "MESH:D13", "synonymous word"),
        ("fovid 19", DISEASE, "MESH:D14", "abbreviation"),
        ("MS", DISEASE, "MESH:D4", "abbreviation"),
        ("systemic foo", DISEASE, "MESH:D7", "exact name"),
        ("morphine hydrochloride", DRUG, "DRUGBANK:1", "modifier dropped"),
        ("magnesium sulphate", DRUG, "DRUGBANK:2", "spelling"),
    ],
)
def test_rule(ground: Callable[..., Grounding], text: str, type: EntityType, id: str, reason: str) -> None:
    grounding = ground(text, type)
    assert (grounding.entity_id, grounding.reason) == (id, reason)
    assert 0 < grounding.score <= 1
    assert grounding.grounded


def test_types_are_kept_apart(ground: Callable[..., Grounding]) -> None:
    assert ground("headache", DRUG).entity_id == "DRUGBANK:3"
    assert ground("headache", DISEASE).entity_id == "HP:1"
    assert not ground("morphine", SYMPTOM).grounded


def test_the_concept_decides_the_type_not_the_mention(ground: Callable[..., Grounding]) -> None:
    assert ground("headache", DISEASE).type is SYMPTOM
    assert ground("hypertension", SYMPTOM).type is DISEASE


def test_the_type_seen_breaks_ties(ground: Callable[..., Grounding], lexicon: Lexicon) -> None:
    assert ground("twin", DISEASE).entity_id == "MESH:D5"
    assert ground("twin", SYMPTOM).entity_id == "MESH:D6"
    assert {c.id for c in Linker(lexicon).candidates("twin", DISEASE)} == {"MESH:D5", "MESH:D6"}


@pytest.mark.parametrize(
    "text",
    ["toxicity", "lesions", "morphine", "light overdoses", "kidney", "morphine foo", "foo-induced bar"],
)
def test_rules_find_nothing_where_there_is_nothing(ground: Callable[..., Grounding], text: str) -> None:
    assert not ground(text).grounded


def test_the_type_seen_decides_between_a_symptom_and_a_like_named_disease(tmp_path: Path) -> None:
    """`depression` is both a finding of HPO and a disorder of MeSH."""
    names = tmp_path / "n.tsv"
    names.write_text("id\tname\ttype\nHP:1\tGloom\tsymptom\nMESH:D1\tGloomy Disorder\tdisease\n")
    vocabulary = Vocabulary(readings=[Reading("gloom", DISEASE, "Gloomy Disorder")])
    vocabulary.add_file(names)
    vocabulary.add([own_source("1")], [])
    build_lexicon(vocabulary, tmp_path / "l.parquet")
    linker = Linker(Lexicon.load(tmp_path / "l.parquet"))
    ids = {type: linker.candidates("gloom", type)[0].id for type in (DISEASE, SYMPTOM)}
    assert ids == {DISEASE: "MESH:D1", SYMPTOM: "HP:1"}


def test_lower_case_is_no_acronym(ground: Callable[..., Grounding]) -> None:
    assert not ground("ms", DISEASE).grounded


def test_the_long_form_counts_in_place_of_the_text(ground: Callable[..., Grounding]) -> None:
    grounding = ground("LC", DISEASE, long_form="lung cancer")
    assert (grounding.entity_id, grounding.reason) == ("MESH:D1", "abbreviation")
    other = ground("MS", DISEASE, long_form="mitral stenosis")
    assert (other.grounded, other.name) == (False, "mitral stenosis")


def test_better_matches_score_higher(ground: Callable[..., Grounding]) -> None:
    names = ["headache", "cephalgia", "headaches", "head trouble", "severe headache"]
    scores = [ground(name, SYMPTOM).score for name in names]
    assert scores[0] > max(scores[1:])
    assert min(scores[:-1]) > scores[-1]


VARIANTS = [
    "foo syndromes",
    "Foo Syndrome",
    "syndrome of Foo",
    "Syndrome, Foo",
    "Foo's syndrome",
    "foo syndrome (FS)",
]


def test_variants_of_an_unknown_name_meet(ground: Callable[..., Grounding]) -> None:
    groundings = {ground(name) for name in VARIANTS}
    (only,) = groundings
    assert (only.name, only.score, only.reason, only.grounded) == ("foo syndrome", 0.0, "ungrounded", False)
    assert only.entity_id.startswith("kgbuild:")


def test_the_tagger_types_unknown_names(ground: Callable[..., Grounding]) -> None:
    assert ground("foo", DISEASE).type is DISEASE
    assert ground("foo", SYMPTOM).entity_id != ground("foo", DISEASE).entity_id


@pytest.mark.parametrize("text", ["-", "(", "the", "α", "()", "1", "\ud800"])
def test_odd_text_is_ungrounded(ground: Callable[..., Grounding], text: str) -> None:
    assert not ground(text).grounded


def test_order_and_cache_do_not_matter(lexicon: Lexicon) -> None:
    mentions = [
        Mention("d", Span(0, 1), text, type, 1.0, 0)
        for text in [*VARIANTS, "headaches", "MS", "cancer of the lung", "twin"]
        for type in EntityType
    ]
    expected = {m: Linker(lexicon).ground(m) for m in mentions}
    linker = Linker(lexicon, cached=2)
    random.Random(1).shuffle(mentions)
    assert all(linker.ground(m) == expected[m] for m in [*mentions, *reversed(mentions)])
