"""BC5CDR and BioRED: relations of whole abstracts come down to the pairs of their sentences."""

from pathlib import Path

import pytest

from kgbuild.domain.relation import Predicate
from kgbuild.errors import CorpusError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.relation_corpora import (
    causal_concepts,
    load_bc5cdr_relations,
    load_biored_relations,
)
from kgbuild.training.relation_documents import Answer, RelationDocument

SPLIT = SentenceSplitter().split

BC5CDR = """1|t|Lithium tremor and fever.
1|a|Lithium caused tremor. Aspirin was given.
1\t0\t7\tLithium\tChemical\tD008094
1\t8\t14\ttremor\tDisease\tD014202
1\t19\t24\tfever\tDisease\tD005334
1\t26\t33\tLithium\tChemical\tD008094
1\t41\t47\ttremor\tDisease\tD014202
1\t49\t56\tAspirin\tChemical\tD001241
1\tCID\tD008094\tD014202
"""

BIORED = """2|t|Statins, gout, angina, rash and pain.
2|a|
2\t0\t7\tStatins\tChemicalEntity\tC1
2\t9\t13\tgout\tDiseaseOrPhenotypicFeature\tD1
2\t15\t21\tangina\tDiseaseOrPhenotypicFeature\tD2
2\t23\t27\trash\tDiseaseOrPhenotypicFeature\tD3
2\t32\t36\tpain\tDiseaseOrPhenotypicFeature\t-1
2\tPositive_Correlation\tD1\tC1\tNovel
2\tNegative_Correlation\tC1\tD2\tNo
2\tAssociation\tC1\tD4\tNo
"""


def by_words(document: RelationDocument) -> dict[tuple[str, str], frozenset[Answer]]:
    return {
        (document.mentions[pair.subject].text, document.mentions[pair.object].text): allowed
        for pair, allowed in document.labels.items()
    }


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder


def test_bc5cdr_knows_harm_alone(tmp_path: Path) -> None:
    (document,) = load_bc5cdr_relations(write(tmp_path, "train.pubtator", BC5CDR), "train", SPLIT)
    labels = by_words(document)
    assert labels["Lithium", "tremor"] == {Predicate.CAUSES}
    assert labels["Lithium", "fever"] == {None, Predicate.TREATS}
    assert not [pair for pair in labels if pair[0] == "Aspirin"]
    assert len(document.labels) == 3  # two in the title's sentence, one in the abstract's first


def test_the_relations_of_bc5cdr_are_those_of_the_abstract(tmp_path: Path) -> None:
    folder = write(tmp_path, "test.pubtator", BC5CDR)
    assert causal_concepts(folder, "test") == {"PMID:1": {("D008094", "D014202")}}


def test_biored_tells_harm_from_help_by_the_sign_of_the_correlation(tmp_path: Path) -> None:
    (document,) = load_biored_relations(write(tmp_path, "dev.pubtator", BIORED), "dev", SPLIT)
    assert by_words(document) == {
        ("Statins", "gout"): {Predicate.CAUSES},
        ("Statins", "angina"): {Predicate.TREATS},
        ("Statins", "rash"): {None},
    }


def test_an_association_tells_nothing(tmp_path: Path) -> None:
    text = BIORED.replace("C1\tD4", "C1\tD3")
    (document,) = load_biored_relations(write(tmp_path, "dev.pubtator", text), "dev", SPLIT)
    assert ("Statins", "rash") not in by_words(document)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"train\.pubtator"):
        list(load_bc5cdr_relations(tmp_path, "train", SPLIT))
