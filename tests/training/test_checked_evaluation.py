"""Scores on judged pairs, with the shipped tagger and head: of the head, and of the HPO's annotations."""

import gzip
from pathlib import Path

import pytest

from kgbuild.domain.ids import content_hash
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
from kgbuild.training.checked_evaluation import CheckedJudge
from kgbuild.training.entity_scores import Score
from kgbuild.training.relation_checked import COLUMNS
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_splits import Part, checked_part

SYMPTOM = "Fever is a common symptom of malaria. Number {n}."
"""The phrase says so."""
TREATED = "Patients with malaria and then some were treated, whereas in others fever was absent. Number {n}."
"""The annotations join the two, but the sentence has no word of a phrase, so that seeds do not read it."""
EPILEPSY = "Complaints of those with epilepsy are many, and a few had fever. Number {n}."
"""So they do here; it has such a word, but epilepsy is a finding itself."""

BOTH = "Severe malaria (SM) is told by its symptom fever, also common in malaria. Number {n}."
"""The mention that holds both forms of a definition becomes two, which must not shift those behind."""


def id_of(text: str) -> str:
    return f"medical-abstracts:{content_hash(text)}"


def abstract(text: str, part: Part) -> str:
    texts = (text.format(n=n) for n in range(1000))
    return next(text for text in texts if checked_part(id_of(text)) is part)


def row(text: str, disease: str, answer: str, drawn: str) -> str:
    places = [text.lower().rindex(disease), text.lower().index("fever")]
    spans = [f"{places[0]}\t{places[0] + len(disease)}\tDisease", f"{places[1]}\t{places[1] + 5}\tSymptom"]
    return "\t".join((id_of(text), *spans, answer, drawn))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    scored, learnt = abstract(SYMPTOM, Part.TEST), abstract(SYMPTOM, Part.TRAIN)
    treated, epilepsy = abstract(TREATED, Part.TEST), abstract(EPILEPSY, Part.TRAIN)
    both = abstract(BOTH, Part.TRAIN)
    rows = [
        row(scored, "malaria", "HAS_SYMPTOM", "models"),
        row(learnt, "malaria", "HAS_SYMPTOM", "models"),
        row(scored, "malaria", "HAS_SYMPTOM", "hpo"),
        row(learnt, "malaria", "HAS_SYMPTOM", "hpo"),
        row(treated, "malaria", "none", "hpo"),
        row(epilepsy, "epilepsy", "none", "hpo"),
        row(treated, "malaria", "none", "random"),
        row(both, "severe malaria (sm)", "none", "hpo"),
        row(both, "malaria", "HAS_SYMPTOM", "hpo"),
    ]
    (tmp_path / "checked.tsv").write_text("\n".join(["\t".join(COLUMNS), *rows]) + "\n")
    (tmp_path / "medical_abstracts").mkdir()
    lines = "".join(f'1,"{text}"\n' for text in (scored, learnt, treated, epilepsy, both))
    (tmp_path / "medical_abstracts" / "medical_tc_test.csv").write_text(
        f"condition_label,medical_abstract\n{lines}"
    )
    hpo = tmp_path / "vocab" / "hpo"
    hpo.mkdir(parents=True)
    with gzip.open(hpo / "hp.obo.gz", "wt") as file:
        file.write("[Term]\nid: HP:1\nname: Fever\n\n[Term]\nid: HP:2\nname: Epilepsy\n")
    with gzip.open(hpo / "phenotype.hpoa.gz", "wt") as file:
        file.write("OMIM:1\tMalaria\t\tHP:1\tPMID:1\nOMIM:2\tEpilepsy\t\tHP:1\tPMID:1\n")
    return tmp_path


def test_a_head_is_scored_on_held_out_documents_and_the_annotations_on_all(data: Path) -> None:
    encoder = Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON)))
    classifier = RelationClassifier.load(DEFAULT_RELATIONS, tagger=encoder.fingerprint)
    judge = CheckedJudge(classifier, encoder, SentenceSplitter().split)
    told: list[tuple[str, int]] = []
    scores = judge.evaluate(data, data / "checked.tsv", lambda name, count: told.append((name, count)))
    found = {name: types["overall"] for name, types in scores.items()}
    assert found["checked"] == Score(right=1, predicted=1, gold=1)
    assert found["checked-hpo"].gold == 1
    assert found["checked-random"].gold == 0
    assert found["hpo-annotations"] == Score(right=3, predicted=5, gold=3)
    assert found["hpo-seeds"] == Score(right=3, predicted=3, gold=3)
    assert [count for _, count in told] == list(range(1, len(told) + 1))
