"""Judged pairs of drugs, scored with the shipped tagger and lexicon."""

from pathlib import Path

import pytest

from kgbuild.domain.ids import content_hash
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import CorpusError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_TAGGER
from kgbuild.training.entity_scores import Score
from kgbuild.training.interaction_checked import COLUMNS, InteractionJudge, load_judged_drugs
from kgbuild.training.relation_encoding import Encoder

STATED = "Phenobarbital lowered the plasma concentrations of warfarin in ten patients."
TOGETHER = "Patients were given aspirin, and others received warfarin for a year."
MISSED = "The bleeding that warfarin brings about is worse with aspirin."


def row(text: str, first: str, second: str, answer: str) -> str:
    places = [
        f"{text.lower().index(name)}\t{text.lower().index(name) + len(name)}\tDrug"
        for name in (first, second)
    ]
    return "\t".join((f"medical-abstracts:{content_hash(text)}", *places, answer, "phrases", "scored"))


def write(folder: Path, *rows: str) -> Path:
    path = folder / "interactions.tsv"
    path.write_text("\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


def test_judged_pairs_are_scored(tmp_path: Path) -> None:
    (tmp_path / "medical_abstracts").mkdir()
    lines = "".join(f'1,"{text}"\n' for text in (STATED, TOGETHER, MISSED))
    table = tmp_path / "medical_abstracts" / "medical_tc_test.csv"
    table.write_text(f"condition_label,medical_abstract\n{lines}", encoding="utf-8")
    file = write(
        tmp_path,
        row(STATED, "phenobarbital", "warfarin", "INTERACTS_WITH"),
        row(TOGETHER, "aspirin", "warfarin", "none"),
        row(MISSED, "warfarin", "aspirin", "INTERACTS_WITH"),
    )
    encoder = Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON)))
    told: list[int] = []
    scores = InteractionJudge(encoder, SentenceSplitter().split).evaluate(
        tmp_path, file, lambda name, count: told.append(count)
    )
    assert scores == {"interactions-scored": Score(right=1, predicted=1, gold=2)}
    assert told == [1, 2, 3]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("d\t0\t4\tDrug\t9\t12\tDrug\tTREATS\tcues\tscored", "line 2: the answer 'TREATS'"),
        ("d\t0\tx\tDrug\t9\t12\tDrug\tnone\tcues\tscored", "line 2: invalid literal"),
    ],
)
def test_bad_rows_say_where(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        load_judged_drugs(write(tmp_path, line))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("document_id\tanswer\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="its columns are not document_id, subject_start"):
        load_judged_drugs(path)
