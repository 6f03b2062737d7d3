"""What the lexicon that ships makes of common and of ambiguous names."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.entities.normalise import key, plain_words, words
from kgbuild.resources import DEFAULT_LEXICON

DISEASE, SYMPTOM, DRUG = EntityType
MOST_MEGABYTES = 6
MOST_RESIDENT = 100
"""Megabytes that a worker's memory grows by, what reading the file leaves behind included."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(DEFAULT_LEXICON)


@pytest.fixture(scope="module")
def ground(lexicon: Lexicon) -> Callable[..., Grounding]:
    linker = Linker(lexicon)
    return lambda text, type=DISEASE, long_form="": linker.ground(
        Mention("d", Span(0, len(text)), text, type, 1.0, 0, long_form=long_form)
    )


@pytest.mark.parametrize(
    ("text", "seen", "id", "type"),
    [
        ("hypertension", DISEASE, "MESH:D006973", DISEASE),
        ("headache", SYMPTOM, "HP:0002315", SYMPTOM),
        ("headaches", DISEASE, "HP:0002315", SYMPTOM),
        ("nausea", SYMPTOM, "HP:0002018", SYMPTOM),
        ("diabetes mellitus", DISEASE, "MESH:D003920", DISEASE),
        ("diabetes", DISEASE, "MESH:D003920", DISEASE),
        ("diabetic", DISEASE, "MESH:D003920", DISEASE),
        ("type 2 diabetes", DISEASE, "MESH:D003924", DISEASE),
        ("type II diabetes mellitus", DISEASE, "MESH:D003924", DISEASE),
        ("breast cancer", DISEASE, "MESH:D001943", DISEASE),
        ("cancer of the breast", DISEASE, "MESH:D001943", DISEASE),
        ("Alzheimer's disease", DISEASE, "MESH:D000544", DISEASE),
        ("rheumatoid arthritis", DISEASE, "MESH:D001172", DISEASE),
        ("cirrhotic", DISEASE, "MESH:D008103", DISEASE),
        ("haemorrhage", SYMPTOM, "MESH:D006470", DISEASE),
        ("aspirin", DRUG, "DRUGBANK:DB00945", DRUG),
        ("acetylsalicylic acid", DRUG, "DRUGBANK:DB00945", DRUG),
        ("acetaminophen", DRUG, "DRUGBANK:DB00316", DRUG),
        ("paracetamol", DRUG, "DRUGBANK:DB00316", DRUG),
        ("sodium valproate", DRUG, "DRUGBANK:DB00313", DRUG),
        ("glucose", DRUG, "DRUGBANK:DB01914", DRUG),
        ("steroids", DRUG, "MESH:D013256", DRUG),
        ("depression", DISEASE, "MESH:D003866", DISEASE),
        ("depression", SYMPTOM, "HP:0000716", SYMPTOM),
        ("anxiety", DISEASE, "MESH:D001008", DISEASE),
        ("anxiety", SYMPTOM, "HP:0000739", SYMPTOM),
        ("death", DISEASE, "MESH:D003643", DISEASE),
        ("postoperative pain", SYMPTOM, "MESH:D010149", SYMPTOM),
        ("common cold", DISEASE, "MESH:D003139", DISEASE),
        ("COVID-19", DISEASE, "MESH:D000086382", DISEASE),
        ("covid 19", DISEASE, "MESH:D000086382", DISEASE),
        ("levodopa-induced dyskinesia", DISEASE, "MESH:D004409", SYMPTOM),
        ("radiation-induced dyskinesia", DISEASE, "HP:0100660", SYMPTOM),
        ("penicillin allergy", DISEASE, "MESH:D004342", DISEASE),
        ("haematological toxicity", DISEASE, "MESH:D006402", DISEASE),
        ("kidney dysfunction", DISEASE, "MESH:D007674", DISEASE),
        ("renal dysfunction", DISEASE, "MESH:D007674", DISEASE),
        ("acromegalic", DISEASE, "MESH:D000172", DISEASE),
        ("nephrotic", DISEASE, "MESH:D009404", DISEASE),
    ],
)
def test_common_names(
    ground: Callable[..., Grounding], text: str, seen: EntityType, id: str, type: EntityType
) -> None:
    grounding = ground(text, seen)
    assert (grounding.entity_id, grounding.type) == (id, type)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AIDS", "Acquired Immunodeficiency Syndrome"),
        ("MS", "Multiple Sclerosis"),
        ("MI", "Myocardial Infarction"),
        ("SLE", "Lupus Erythematosus, Systemic"),
        ("ALL", "Precursor Cell Lymphoblastic Leukemia-Lymphoma"),
        ("COPD", "Pulmonary Disease, Chronic Obstructive"),
    ],
)
def test_dominant_readings_need_capitals(ground: Callable[..., Grounding], text: str, name: str) -> None:
    assert (ground(text).name, ground(text).reason) == (name, "abbreviation")
    assert not ground(text.lower()).grounded


@pytest.mark.parametrize(
    "text", ["cold", "hypo", "all", "aids", "hit", "HIT", "WAS", "TG", "AA", "CMT", "XYZ"]
)
def test_names_that_could_be_anything_stay_ungrounded(ground: Callable[..., Grounding], text: str) -> None:
    assert not ground(text).grounded


@pytest.mark.parametrize("text", ["covid 19", "COVID-19", "AIDS", "MS", "ALL", "cold", "common cold", "HIT"])
def test_no_disease_is_grounded_as_a_drug(ground: Callable[..., Grounding], text: str) -> None:
    assert not ground(text, DRUG).grounded


def test_definitions_overrule_dominant_readings(ground: Callable[..., Grounding]) -> None:
    assert ground("MS", long_form="mitral stenosis").entity_id != ground("MS").entity_id
    assert ground("MS", DRUG, long_form="morphine sulfate").entity_id == "DRUGBANK:DB00295"
    assert not ground("MS", long_form="morphine sulfate").grounded
    assert ground("HIT", long_form="heparin-induced thrombocytopenia").entity_id == "ORPHA:3325"
    assert ground("ALL", long_form="allergic rhinitis").entity_id == "MESH:D065631"
    assert ground("WAS", long_form="Wiskott-Aldrich syndrome").entity_id == "MESH:D014923"


def test_one_disease_of_several_vocabularies_is_one_entity(lexicon: Lexicon) -> None:
    entity = lexicon.entity("MESH:D003924")
    assert entity is not None
    assert {"HP:0005978", "OMIM:125853"} <= set(entity.xrefs)
    assert lexicon.entity("HP:0005978") is None
    assert list(entity.synonyms) == sorted(entity.synonyms)


def test_drugs_have_the_right_mesh_heading(lexicon: Lexicon) -> None:
    aspirin = lexicon.entity("DRUGBANK:DB00945")
    assert aspirin is not None
    assert aspirin.xrefs == ("MESH:D001241",)


def test_every_name_has_source_and_licence(lexicon: Lexicon) -> None:
    for row in range(0, len(lexicon), 997):
        source = lexicon.source(row)
        assert source.title
        assert source.version
        assert source.licence


def test_keys_are_those_that_mentions_are_looked_up_by(lexicon: Lexicon) -> None:
    """Fails where the lexicon must be built anew since normalisation has changed."""
    for row in range(0, len(lexicon), 13):
        name = lexicon.name(row)
        assert lexicon.is_acronym(row) or row in lexicon.find(key(plain_words(words(name)))), name


def test_every_concept_has_one_type_and_one_preferred_name(lexicon: Lexicon) -> None:
    for row in range(0, len(lexicon), 97):
        concept = lexicon.concept(row)
        entity = lexicon.entity(lexicon.id(concept))
        assert entity is not None
        assert (entity.name, entity.type) == (lexicon.preferred_name(concept), lexicon.type(concept))


def test_small_on_disk() -> None:
    assert DEFAULT_LEXICON.stat().st_size < MOST_MEGABYTES * 1_000_000


def test_small_in_memory() -> None:
    code = (
        "import numpy, psutil, pyarrow.parquet, kgbuild.entities.linker\n"
        "from kgbuild.entities.lexicon import Lexicon\n"
        "from kgbuild.resources import DEFAULT_LEXICON\n"
        "before = psutil.Process().memory_info().rss\n"
        "lexicon = Lexicon.load(DEFAULT_LEXICON)\n"
        "print((psutil.Process().memory_info().rss - before) / 1e6)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(run.stdout) < MOST_RESIDENT
