"""A small graph of a few diseases, symptoms and drugs, on which every named query has something to find."""

from kgbuild.domain.relation import Predicate
from tests.store.graphs import DISEASE, DRUG, SYMPTOM, Row, document, entity, evidence, relation

TREATS, CAUSES, SHOWS = Predicate.TREATS, Predicate.CAUSES, Predicate.HAS_SYMPTOM
MEETS = Predicate.CO_OCCURS_WITH
HYPERTENSION, FLU, COLD = "MESH:D006973", "MESH:D007251", "MESH:D003139"
HEADACHE, FEVER, COUGH = "HP:0002315", "HP:0001945", "HP:0012735"
LOWERED = "Lisinopril lowered blood pressure."
LISINOPRIL, ASPIRIN, FOO = "DRUGBANK:DB00722", "DRUGBANK:DB00945", "kgbuild:foo"


def clinic() -> dict[str, list[Row]]:
    """Return the rows of the graph tables, by table."""
    return {
        "entities": [
            entity(
                HYPERTENSION, DISEASE, "Hypertension", ["high blood pressure"], xrefs=["HP:0000822"],
                n_documents=9,
            ),
            entity(FLU, DISEASE, "Influenza", ["flu", "grippe"], n_documents=5),
            entity(COLD, DISEASE, "Common cold", n_documents=4),
            entity(HEADACHE, SYMPTOM, "Headache", ["cephalalgia"], n_documents=6),
            entity(FEVER, SYMPTOM, "Fever", n_documents=3),
            entity(COUGH, SYMPTOM, "Cough", n_documents=2),
            entity(LISINOPRIL, DRUG, "lisinopril", n_documents=3),
            entity(ASPIRIN, DRUG, "aspirin", ["acetylsalicylic acid"], n_documents=8),
            entity(FOO, DRUG, "foo-17", n_documents=2),
        ],
        "documents": [
            document("PMID:1", "Lisinopril in hypertension", year=2001),
            document("PMID:2", "Colds and flu", year=2010),
            document("PMID:3", "Aspirin reconsidered", year=2021),
            document("PMID:4", "Undated", year=None),
        ],
        "evidence": [
            evidence("PMID:1", LISINOPRIL, TREATS, HYPERTENSION, sentence=LOWERED),
            evidence("PMID:3", LISINOPRIL, TREATS, HYPERTENSION, sentence="Lisinopril helped.", score=0.6),
            evidence("PMID:3", ASPIRIN, TREATS, HEADACHE, sentence="Aspirin relieved headache.", score=0.8),
            evidence("PMID:4", ASPIRIN, TREATS, HEADACHE, sentence="Aspirin did not relieve headache.",
                     score=0.95, polarity="contradicts"),
            evidence("PMID:4", ASPIRIN, CAUSES, HEADACHE, sentence="Aspirin may cause headache.",
                     score=0.5, certainty="uncertain", section="discussion"),
            evidence("PMID:2", FLU, SHOWS, FEVER, sentence="Influenza comes with fever."),
            evidence("PMID:2", FLU, SHOWS, COUGH, sentence="Influenza comes with cough."),
            evidence("PMID:2", FLU, SHOWS, HEADACHE, sentence="Influenza comes with headache.", score=0.7),
            evidence("PMID:2", COLD, SHOWS, COUGH, sentence="A cold comes with cough."),
            evidence("PMID:2", COLD, MEETS, FLU, sentence="Colds and influenza differ.", model="x"),
        ],
        "relations": [
            relation(LISINOPRIL, TREATS, HYPERTENSION, 0.96, n_support=2, first_year=2001, last_year=2021),
            relation(ASPIRIN, TREATS, HEADACHE, 0.8, n_contradict=1, first_year=2021, last_year=2021),
            relation(ASPIRIN, CAUSES, HEADACHE, 0.5, first_year=None, last_year=None),
            relation(FLU, SHOWS, FEVER, 0.9, first_year=2010, last_year=2010),
            relation(FLU, SHOWS, COUGH, 0.85, first_year=2010, last_year=2010),
            relation(FLU, SHOWS, HEADACHE, 0.7, first_year=2010, last_year=2010),
            relation(COLD, SHOWS, COUGH, 0.9, first_year=2010, last_year=2010),
            relation(COLD, MEETS, FLU, 0.9, significance=4.2),
            relation(COLD, MEETS, HYPERTENSION, 0.2, significance=0.1),
        ],
    }  # fmt: skip
