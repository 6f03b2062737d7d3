"""Labelled pairs out of a user's documents."""

import json
from pathlib import Path

import pytest

from kgbuild.domain.relation import Predicate
from kgbuild.errors import AnnotationError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.formats.labels import relation_labels, type_labels
from kgbuild.training.formats.relating import OwnRelations, load_relations

TEXT = "Zinc helps asthma with cough. Rest cures gout. Aspirin."
ENTITIES = (
    ("Zinc", "Drug"), ("asthma", "Disease"), ("cough", "Finding"), ("gout", "Disease"), ("Aspirin", "Drug"),
)  # fmt: skip
LABELS = type_labels(["Finding=Symptom", "Gene=-"])
RELATIONS = relation_labels(["helps=TREATS", "helped_by=TREATS", "other=-"])


def load(tmp_path: Path, *relations: tuple[int, str, int], count: int = 1) -> OwnRelations:
    """Load one document with relations of subject, label and object."""
    entities = [
        {"start": TEXT.index(text), "end": TEXT.index(text) + len(text), "label": label}
        for text, label in ENTITIES
    ]
    stated = [{"subject": s, "object": o, "label": label} for s, label, o in relations]
    fields = {"text": TEXT, "entities": entities, "relations": stated}
    path = tmp_path / "notes.jsonl"
    path.write_text(json.dumps(fields), "utf-8")
    (own,) = load_relations([path], LABELS, RELATIONS, format=None, split=SentenceSplitter().split)
    return own


def labels(own: OwnRelations) -> dict[tuple[str, str], set[str]]:
    """Return what each labelled pair may be, by the texts of its mentions."""
    (document,) = own.documents
    texts = [mention.text for mention in document.mentions]
    return {
        (texts[pair.subject], texts[pair.object]): {str(answer) for answer in allowed}
        for pair, allowed in document.labels.items()
    }


@pytest.mark.parametrize("stated", [(0, "helps", 1), (1, "helped_by", 0), (1, "helps", 0)])
def test_a_relation_labels_its_pair_whichever_way_its_types_fit(
    tmp_path: Path, stated: tuple[int, str, int]
) -> None:
    # CAUSES of a drug was not looked for, and of two diseases nothing was.
    assert labels(load(tmp_path, stated)) == {("Zinc", "asthma"): {"TREATS"}}


def test_a_pair_without_relation_is_not_what_was_looked_for(tmp_path: Path) -> None:
    own = load(tmp_path, (0, "helps", 1), (0, "CAUSES", 2))
    assert labels(own)["Zinc", "asthma"] == {"TREATS"}
    assert labels(own)["Zinc", "cough"] == {"CAUSES"}
    assert own.pairs == {"TREATS": 1, "CAUSES": 1}
    own = load(tmp_path, (1, "HAS_SYMPTOM", 2), (0, "helps", 3))
    # Nothing but TREATS was looked for between drug and disease.
    assert labels(own) == {
        ("asthma", "cough"): {"HAS_SYMPTOM"}, ("Zinc", "asthma"): {"None", "CAUSES"},
    }  # fmt: skip
    assert own.looked_for == {
        (Predicate.HAS_SYMPTOM, "Disease", "Symptom"), (Predicate.TREATS, "Drug", "Disease")
    }  # fmt: skip


def test_a_relation_that_is_left_out_tells_nothing(tmp_path: Path) -> None:
    own = load(tmp_path, (0, "helps", 1), (0, "helps", 3), (0, "other", 1))
    assert labels(own) == {("Zinc", "asthma"): {"TREATS"}}
    assert ("Zinc", "asthma") not in labels(load(tmp_path, (0, "helps", 3), (0, "other", 1)))
    assert own.labels == {"helps": 2, "other": 1}


def test_what_teaches_nothing_is_counted(tmp_path: Path) -> None:
    own = load(tmp_path, (0, "helps", 1), (0, "helps", 3), (0, "helps", 4))
    assert [(note.count, note.what) for note in own.notes] == [
        (1, "relations between types that nothing they stand for can join"),
        (1, "relations between mentions that no sentence pairs, not learnt from"),
    ]


def test_pubtator_relates_concepts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    rows = (
        "1|t|Zinc for gout. Zinc for colds, not flu.\n",
        "1\t0\t4\tZinc\tDrug\tD1\n", "1\t9\t13\tgout\tDisease\tD2\n",
        "1\t15\t19\tZinc\tDrug\tD1\n", "1\t24\t29\tcolds\tDisease\t-\n", "1\t35\t38\tflu\tDisease\tD3\n",
        "1\thelps\tD1\tD2\n", "1\thelps\tD1\tD9\n",
    )  # fmt: skip
    path.write_text("".join(rows), "utf-8")
    (own,) = load_relations([path], LABELS, RELATIONS, format=None, split=SentenceSplitter().split)
    # Of colds it is not said which concept they are.
    assert labels(own) == {("Zinc", "gout"): {"TREATS"}, ("Zinc", "flu"): {"None", "CAUSES"}}
    assert str(own.notes[0]).startswith("1 relations of what is left out, or not marked")
    assert str(own.notes[0]).endswith("a.txt, line 8)")


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ((0, "HELPS", 1), "relation 1: unknown label 'HELPS' .*--relation HELPS=TREATS"),
        ((0, "helps", 9), "relation 1: there is no annotation '9' in this document"),
        ((0, "", 1), 'relation 1: `label` = "" should be text'),
        ((0, "other", 1), "no relation in its 1 documents stands for any of TREATS"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, stated: tuple[int, str, int], message: str) -> None:
    with pytest.raises(AnnotationError, match=message):
        load(tmp_path, stated)


def test_a_line_of_brat_that_is_no_relation_is_told_to_those_who_want_relations(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("Zinc for gout.", "utf-8")
    (tmp_path / "1.ann").write_text("T1\tDrug 0 4\tZinc\nT2\tDisease 9 13\tgout\nR1\thelps T1 T2\n", "utf-8")
    with pytest.raises(AnnotationError, match=r"line 3: 'R1.*' should be like"):
        load_relations([tmp_path], LABELS, RELATIONS, format=None, split=SentenceSplitter().split)
    ann = "T1\tDrug 0 4\tZinc\nT2\tDisease 9 13\tgout\nE1\tDrug:T1 \nR1\thelps Arg1:E1 Arg2:T2\t\n"
    (tmp_path / "1.ann").write_text(ann, "utf-8")
    (own,) = load_relations([tmp_path], LABELS, RELATIONS, format=None, split=SentenceSplitter().split)
    assert labels(own) == {("Zinc", "gout"): {"TREATS"}}
