"""The small graph of `clinic` and more: interactions, side effects, a retraction, documents that disagree."""

from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.domain.relation import Predicate
from tests.store.clinic import (
    ASPIRIN,
    CAUSES,
    COLD,
    COUGH,
    FEVER,
    FLU,
    HEADACHE,
    HYPERTENSION,
    LISINOPRIL,
    SHOWS,
    TREATS,
    clinic,
)
from tests.store.graphs import (
    DISEASE,
    DRUG,
    SYMPTOM,
    Row,
    curated,
    document,
    entity,
    evidence,
    prediction,
    relation,
)  # fmt: skip

MEETS_DRUG = Predicate.INTERACTS_WITH
GASTRITIS, DIZZINESS = "MESH:D005756", "HP:0002321"
PAIN, SORE = "HP:0012531", "HP:0000001"
AMLODIPINE, ZINC = "DRUGBANK:DB00381", "DRUGBANK:DB01593"
COUGHED, NO_COUGH = "Lisinopril made patients cough.", "Lisinopril did not cause cough."


def ward() -> dict[str, list[Row]]:
    """Return the rows of the graph tables, by table."""
    rows = clinic()
    rows["entities"] += [
        entity(GASTRITIS, DISEASE, "Gastritis", n_documents=7),
        entity(DIZZINESS, SYMPTOM, "Dizziness", n_documents=2),
        entity(AMLODIPINE, DRUG, "amlodipine", ["Norvasc"], n_documents=4),
        entity(ZINC, DRUG, "zinc", n_documents=1),
    ]
    rows["documents"] += [
        document("PMID:5", "Made up", year=2015, retracted=True),
        document("PMID:6", "Calcium channels", year=2022, journal="Heart"),
        document("PMID:7", "Cough revisited", year=2023, journal="Heart"),
    ]
    rows["evidence"] += [
        evidence("PMID:6", AMLODIPINE, TREATS, HYPERTENSION, sentence="Amlodipine lowers pressure."),
        evidence("PMID:6", AMLODIPINE, CAUSES, HEADACHE, sentence="Amlodipine causes headache.", score=0.7),
        evidence("PMID:1", LISINOPRIL, CAUSES, COUGH, sentence=COUGHED, score=0.8),
        evidence("PMID:7", LISINOPRIL, CAUSES, COUGH, sentence=NO_COUGH, score=0.75, polarity="contradicts"),
        evidence(
            "PMID:7", ASPIRIN, TREATS, FEVER, sentence="Aspirin may reduce fever.", certainty="uncertain"
        ),
    ]
    rows["relations"] += [
        relation(AMLODIPINE, TREATS, HYPERTENSION, 0.9, first_year=2022, last_year=2022),
        relation(AMLODIPINE, CAUSES, HEADACHE, 0.7, first_year=2022, last_year=2022),
        relation(LISINOPRIL, CAUSES, HEADACHE, 0.25, first_year=2010, last_year=2010),
        relation(LISINOPRIL, CAUSES, COUGH, 0.8, n_contradict=1, first_year=2001, last_year=2001),
        relation(HYPERTENSION, SHOWS, HEADACHE, 0.5, first_year=2010, last_year=2010),
        relation(AMLODIPINE, MEETS_DRUG, LISINOPRIL, 0.4, first_year=2010, last_year=2010),
        relation(ASPIRIN, TREATS, FEVER, 0.85, first_year=2010, last_year=2010),
        relation(ASPIRIN, CAUSES, GASTRITIS, 0.5, n_support=3, first_year=2010, last_year=2010),
        relation(ZINC, TREATS, COLD, 0.4, first_year=2010, last_year=2010),
        relation(GASTRITIS, SHOWS, DIZZINESS, 0.5, first_year=2010, last_year=2010),
    ]
    return rows


def annotated_ward() -> dict[str, list[Row]]:
    """Return the same and what was imported: more symptoms, one that is read as well, and a hierarchy."""
    rows = ward()
    rows["entities"] += [
        entity(PAIN, SYMPTOM, "Pain", n_documents=0),
        entity(SORE, SYMPTOM, "Sore", n_documents=0),
    ]
    rows["relations"] += [
        curated(FLU, SHOWS, FEVER, frequency="9/10", onset="HP:0003577", publications=["PMID:11"]),
        curated(FLU, SHOWS, DIZZINESS),
        curated(COLD, SHOWS, DIZZINESS),
        curated(ASPIRIN, TREATS, COLD, "clinic"),
        curated(ASPIRIN, TREATS, FLU, "clinic"),
        curated(ASPIRIN, CAUSES, DIZZINESS, "clinic"),
        curated(HEADACHE, Predicate.SUBCLASS_OF, PAIN, "hp"),
        curated(PAIN, Predicate.SUBCLASS_OF, SORE, "hp"),
    ]
    return rows


def predicted_in_the_ward() -> list[Prediction]:
    """Return what two runs of models predict: treatments, one that harms, and what nobody has heard of."""
    asked_back = {"asked": Asked.SUBJECT, "model_run": "links-1-b"}
    return [
        prediction(AMLODIPINE, TREATS, HEADACHE, 0.25, rank=2, harms=True, contradicted=1),
        prediction(AMLODIPINE, TREATS, FLU, 0.5, hub_only=True),
        prediction(ASPIRIN, CAUSES, FEVER, 0.125),
        prediction(ASPIRIN, TREATS, HYPERTENSION, 0.75, **asked_back),
        prediction(COLD, SHOWS, FEVER, 0.625, **asked_back),
        prediction(LISINOPRIL, MEETS_DRUG, ZINC, 0.375, **asked_back),
    ]
