"""Evaluation on a folder of small corpora, with the shipped tagger, head and lexicon."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.evaluate_relations import command
from kgbuild.domain.ids import content_hash
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import CorpusError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
from kgbuild.training.relation_checked import COLUMNS, load_checked, load_judgements
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_evaluation import Judge
from kgbuild.training.relation_seeds import unannotated_abstracts
from kgbuild.training.relation_splits import BIOTEXT_FILE, TEST_BUCKETS, Part, checked_part
from kgbuild.training.splits import bucket

HELD_OUT = next(str(n) for n in range(1, 10_000) if bucket(f"PMID:{n}") in TEST_BUCKETS)
CDR = """1|t|Cisplatin-induced nephrotoxicity.
1|a|Patients had nausea. Cisplatin was stopped.
1\t0\t9\tCisplatin\tChemical\tD002945
1\t18\t32\tnephrotoxicity\tDisease\tD007674
1\t47\t53\tnausea\tDisease\tD009325
1\t55\t64\tCisplatin\tChemical\tD002945
1\tCID\tD002945\tD007674
1\tCID\tD002945\tD009325
"""
ABSTRACT = next(
    text
    for text in (f"Fever is a common symptom of malaria. Malaria, asthma: {n}." for n in range(1000))
    if checked_part(f"medical-abstracts:{content_hash(text)}") is Part.TEST
)
"""An abstract that is held out, a number added to it until it is."""


def biotext_line(relation: str, sentence: str) -> str:
    """Return a sentence of BioText that is held out, a number added to it until it is."""
    for number in range(1000):
        text = f"{sentence} {number}"
        plain = text.replace("<TREAT>", "").replace("</TREAT>", "").replace("<DIS>", "").replace("</DIS>", "")
        if bucket(f"biotext:{content_hash(plain)}") in TEST_BUCKETS:
            return f"{text}||{relation}\n"
    raise AssertionError("no sentence is held out")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files = {
        "bc5cdr/test.pubtator": CDR,
        "ade/DRUG-AE.rel": f"{HELD_OUT}|Isoniazid-induced hepatitis.|hepatitis|18|27|Isoniazid|0|9\n",
        "ade/ADE-NEG.txt": f"{HELD_OUT} NEG Nothing was seen.\n",
        f"biotext/{BIOTEXT_FILE}": biotext_line(
            "TREAT_FOR_DIS",
            "<TREAT>Lisinopril</TREAT> for the treatment of <DIS>hypertension</DIS> in patients",
        )
        + biotext_line("NONE", "The rate was high in group"),
        "medical_abstracts/medical_tc_test.csv": f'condition_label,medical_abstract\n1,"{ABSTRACT}"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def judgements(tmp_path: Path) -> Path:
    id = f"medical-abstracts:{content_hash(ABSTRACT)}"
    rows = [
        (id, 29, 36, "Disease", 0, 5, "Symptom", "HAS_SYMPTOM", "models"),
        (id, 38, 45, "Disease", 47, 53, "Disease", "none", "models"),
    ]
    file = tmp_path / "checked.tsv"
    lines = ["\t".join(COLUMNS), *("\t".join(map(str, row)) for row in rows)]
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON)))


def test_each_data_set_is_scored(data: Path, judgements: Path, encoder: Encoder) -> None:
    lexicon = Lexicon.load(DEFAULT_LEXICON)
    judge = Judge(
        classifier=RelationClassifier.load(DEFAULT_RELATIONS, tagger=encoder.fingerprint),
        encoder=encoder,
        split=SentenceSplitter().split,
        judgements=judgements,
        lexicon=lexicon,
    )
    told: list[tuple[str, int]] = []
    figures = judge.evaluate(data, lambda name, count: told.append((name, count)))
    scores, beliefs = figures.scores, figures.beliefs["bc5cdr"]
    assert len(beliefs.before) == len(beliefs.right) == scores["bc5cdr"]["CAUSES"].predicted
    assert sum(beliefs.right) == scores["bc5cdr"]["CAUSES"].right
    assert all(0 < one < 1 for one in beliefs.before)
    whole, within = scores["bc5cdr"]["CAUSES"], scores["bc5cdr-in-one-sentence"]["CAUSES"]
    assert (whole.right, whole.predicted, whole.gold) == (1, 1, 2)
    assert (within.right, within.gold) == (1, 1)
    assert scores["bc5cdr-end-to-end"]["CAUSES"].gold == 2
    every, in_mesh = (scores[f"bc5cdr-end-to-end{more}"]["CAUSES"] for more in ("-all", ""))
    assert (every.right, every.gold) == (in_mesh.right, in_mesh.gold)
    assert every.predicted >= in_mesh.predicted
    assert scores["ade"]["CAUSES"].as_row()["f1"] == 100.0
    assert scores["ade-all-sentences"]["CAUSES"].gold == 1
    assert scores["biotext"]["overall"].as_row()["f1"] == 100.0
    assert scores["checked"]["HAS_SYMPTOM"].as_row()["f1"] == 100.0
    assert scores["checked"]["overall"].gold == 1
    assert ("checked", 1) in told


def test_judged_places_are_mentions_whatever_is_found(data: Path, judgements: Path) -> None:
    (document,) = load_checked(
        load_judgements(judgements),
        unannotated_abstracts(data, 10),
        split=SentenceSplitter().split,
        find=lambda document, sentences: [],
    )
    assert [m.text for m in document.mentions] == ["Fever", "malaria", "Malaria", "asthma"]
    assert sorted(str(*allowed) for allowed in document.labels.values()) == ["HAS_SYMPTOM", "None"]


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.tsv"
    file.write_text("id\tanswer\n")
    with pytest.raises(CorpusError, match="columns"):
        load_judgements(file)


def test_the_command_prints_scores_by_data_set_and_type(data: Path, judgements: Path) -> None:
    options = ["--data", str(data), "--checked", str(judgements)]
    result = CliRunner().invoke(command, [*options, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert rows["ade"]["overall"]["f1"] == rows["ade"]["CAUSES"]["f1"] == 100.0
    assert rows["checked"]["HAS_SYMPTOM"]["f1"] == 100.0
    assert "left out" not in result.stderr


def test_without_judged_pairs_their_table_is_left_out_and_it_says_so(data: Path) -> None:
    table = CliRunner().invoke(command, ["--data", str(data)], catch_exceptions=False)
    assert "bc5cdr-end-to-end" in table.stdout
    assert "checked" not in table.stdout
    assert "--checked" in table.stderr
