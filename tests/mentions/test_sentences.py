"""Sentence splitting: borders in medical text, exact offsets, and time in proportion to the text."""

import subprocess
import sys
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.domain.document import Document, Section
from kgbuild.mentions import sentences as module
from kgbuild.mentions.sentences import LONGEST_SENTENCE, SentenceSplitter

SPLITTER = SentenceSplitter()

# Sentences are marked off by " | ", where the text has a space.
TEXTS = """
Fever fell. | Pain persisted.
Was it safe? | Nobody knows.
Bacteria, e.g. E. coli and S. aureus, were found.
Results are shown in Fig. 2 and Tab. 3 of ref. 4.
Smith et al. Found it first. | Others followed.
Dr. Jones et al. treated 12 patients (no. 5 died).
We compared aspirin vs. placebo.
It was given at 5 mg/kg i.v. in rats.
It was given twice daily i.v. | The rats survived.
Patients had MS. | Controls had none.
Ms. Smith was seen in the U.S. Midwest.
They lived in the U.S. | The others did not.
The plate was kept at 30 degrees C. | Comparable results followed.
Most had hepatitis B. | Treatment failed in two.
It helped in types A and C. | Botulism of type B. | Others died.
They were followed for 12 h. | Glucose fell within 90 min. | Insulin rose.
The limit was 0.83 ng/mL. | Inter-assay variation was small.
Pressure was 30 cm H2O. | After that it fell.
Levels rose (see the appendix. It is long) in all.
Serum urea rose (P < 0.05 in both arms. | Creatinine did not (P = 0.4). | No patient needed dialysis.
Doses were a) 5 mg, b) 10 mg [the maximum. | Nausea was common at both. | One patient (8%) withdrew.
It was safe (Table 2). | Cough was rare.
Much was lost. | (Funded by the council.)
He asked, "Did it hurt?" (P = 0.02) and left.
He said "It hurt." | Then he left.
1. Ulcers healed. | 2. Pain fell.
(a) Ulcers healed. | (b) Pain fell.
p53 was mutated. | miR-21 rose. | The tumour grew.
The value was 3.5. | It rose to 4.0 later.
Growth of Salmonella sp. | The others died.
Patients with AmB. | Potassium fell.
It was found in all.1,2 | Others disagree.
It rose 3.5 fold at pH 7.4 in all.
""".strip().splitlines()


def document(text: str, *sections: Section) -> Document:
    return Document("PMID:1", text, "", sections or (Section("abstract", 0, len(text)),))


def split(text: str) -> list[str]:
    return [text[one.span.start : one.span.end] for one in SPLITTER.split(document(text))]


@pytest.mark.parametrize("marked", TEXTS)
def test_borders(marked: str) -> None:
    assert split(marked.replace(" | ", " ")) == marked.split(" | ")


def test_sections_are_borders_and_other_languages_are_left_out() -> None:
    text = "Fever in\nadults. Fieber. Cough."
    sections = (Section("title", 0, 8), Section("abstract", 9, 16), Section("abstract", 16, 24, "de"))
    found = SPLITTER.split(document(text, *sections, Section("abstract", 24, len(text))))
    assert [text[one.span.start : one.span.end] for one in found] == ["Fever in", "adults.", "Cough."]
    assert [one.index for one in found] == [0, 1, 2]
    assert {one.document_id for one in found} == {"PMID:1"}


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u00a0"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert split(text) == []


def test_what_is_too_long_is_cut_at_white_space() -> None:
    pieces = split("dose " * 1000)
    assert max(map(len, pieces)) <= LONGEST_SENTENCE
    assert " ".join(pieces) == ("dose " * 1000).strip()


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="aB1 .?!()[]\n\"',-éß\u0301\U0001f600", max_size=300))
def test_sentences_are_in_order_and_lose_only_white_space(text: str) -> None:
    found = SPLITTER.split(document(text))
    at = 0
    for one in found:
        assert not text[at : one.span.start].strip(), "only white space lies between sentences"
        piece = text[one.span.start : one.span.end]
        assert piece == piece.strip() != ""
        at = one.span.end
    assert not text[at:].strip()


def test_the_same_text_gives_the_same_sentences_after_spacy_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Fever fell at 30 degrees C. Comparable results followed. Pain rose. " * 20
    before = split(text)
    monkeypatch.setattr(module, "_FORGET_AFTER", 100)
    assert split(text) == split(text) == before


def test_blocks_leave_sentences_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The fever fell within days (Fig. 2). Most of the 12 patients had no pain. " * 30
    before = split(text)
    monkeypatch.setattr(module, "_BLOCK", 97)
    assert split(text) == before


@pytest.mark.parametrize("unit", ["x. ", "X. ", "(Aa. ", "a", "(", "He had fever (see Fig. 2) and died. "])
def test_time_grows_with_the_text_alone(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    start = process_time()
    split(text)
    assert process_time() - start < 8


def test_torch_is_not_loaded() -> None:
    code = "import sys, kgbuild.mentions.sentences as m; m.SentenceSplitter(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
