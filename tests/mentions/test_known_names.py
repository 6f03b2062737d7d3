"""Known names are found as they are meant to be, in whatever spelling, and survive their file."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.mention import EntityType
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.known_names import LONGEST, KnownNames, Name
from kgbuild.mentions.labels import LABELS

DISEASE, SYMPTOM, DRUG = EntityType
NAMES = KnownNames.of(
    [
        Name("Kidney tumor", DISEASE),
        Name("tumor", DISEASE),
        Name("edema", SYMPTOM),
        Name("beta-endorphin", DRUG),
        Name("ALL", DISEASE, exact=True),
        Name("MK-801", DRUG, exact=True),
        Name("alcohol", DRUG),
        Name("Alcohol", SYMPTOM),
        Name("a b c d e f g h", DRUG),
    ]
)


def _hints(text: str, *, names: KnownNames = NAMES, sentence_at: int = 10**6) -> list[tuple[str, str]]:
    """Return the words in names and their labels; the second sentence begins at a character."""
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    words = np.array(spans, dtype=np.int32).reshape(-1, 2)
    hints = names.hints(text, words, (words[:, 0] >= sentence_at).astype(np.int64))
    return [(text[a:b], LABELS[hint]) for (a, b), hint in zip(spans, hints, strict=True) if hint]


@pytest.mark.parametrize(
    "text", ["kidney tumor", "Kidney Tumours", "KIDNEY-TUMOR", "kidney (tumor", "Kídney tumor"]
)
def test_spelling_does_not_matter(text: str) -> None:
    found = _hints(f"No {text} was seen")
    assert [label for _, label in found][:: len(found) - 1] == ["B-Disease", "I-Disease"]


def test_greek_letters_and_british_words_are_known() -> None:
    assert _hints("β-endorphin, oedema") == [
        ("β", "B-Drug"), ("-", "I-Drug"), ("endorphin", "I-Drug"), ("oedema", "B-Symptom"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Sjögren", "B-Disease"), ("Sjo\u0308gren", "B-Disease"), ("Sj\u00f8\u0335gren", "B-Symptom"),
        ("Ca²⁺", "B-Drug"), ("\u212bx", "B-Drug"), ("a±b", "O"),
    ],
)  # fmt: skip
def test_marks_and_symbols_in_a_word_do_not_hide_its_name(text: str, label: str) -> None:
    """A token of several words is in no name, though each of them be one."""
    names = KnownNames.of(
        [
            Name("Sjögren", DISEASE, exact=True), Name("Sjøgren", SYMPTOM), Name("Ca2+", DRUG),
            Name("\u212bx", DRUG, exact=True), Name("a", DRUG), Name("b", DRUG), Name("a b", DRUG),
        ]
    )  # fmt: skip
    spans = np.array([(0, len(text))], dtype=np.int32)
    assert [LABELS[hint] for hint in names.hints(text, spans, np.zeros(1, dtype=np.int64))] == [label]


def test_the_longest_name_counts_and_the_rest_is_looked_at_by_itself() -> None:
    assert _hints("tumor, kidney tumor") == [
        ("tumor", "B-Disease"), ("kidney", "B-Disease"), ("tumor", "I-Disease"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["kidney; tumor", "kidney. tumor", "kidney: tumor", "kidney of tumor"])
def test_no_name_goes_across_marks_or_other_words(text: str) -> None:
    assert _hints(text) == [("tumor", "B-Disease")]


def test_no_name_goes_across_sentences() -> None:
    assert _hints("a kidney tumor", sentence_at=9) == [("tumor", "B-Disease")]


def test_exact_names_are_compared_as_written() -> None:
    assert _hints("ALL of all: All") == [("ALL", "B-Disease")]
    assert _hints("MK-801 or mk-801") == [("MK", "B-Drug"), ("-", "I-Drug"), ("801", "I-Drug")]


def test_of_two_types_the_first_counts() -> None:
    assert _hints("alcohol") == [("alcohol", "B-Symptom")]


def test_names_up_to_the_longest_are_found_and_longer_ones_left_out() -> None:
    letters = "a b c d e f g h"
    assert len(_hints(letters)) == len(letters.split()) == LONGEST
    assert len(KnownNames.of([Name("a b c d e f g h i", DRUG), Name("A B C D", DRUG, exact=True)])) == 0


@pytest.mark.parametrize("text", ["", "…", "."])
def test_no_words_and_no_names_are_no_trouble(text: str) -> None:
    assert _hints(text) == []
    assert _hints("tumor", names=KnownNames.of([Name("-", DRUG)])) == []


def test_a_file_keeps_what_is_known(tmp_path: Path) -> None:
    NAMES.save(tmp_path / "names.bin")
    again = KnownNames.load(tmp_path / "names.bin")
    assert len(again) == len(NAMES) == 8
    for text in ("kidney tumours", "ALL", "alcohol and oedema", "MK-801", "other words"):
        assert _hints(text, names=again) == _hints(text)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_name_is_found_in_itself(texts: list[str]) -> None:
    names = KnownNames.of(Name(text, DRUG) for text in texts)
    for text in texts:
        words = re.findall(r"[^\W_]+", text)
        whole = re.fullmatch(r"(?:[^\W_]+|[\s-])*", text) and 0 < len(words) <= LONGEST
        assert not whole or [word for word, _ in _hints(text, names=names) if word != "-"] == words


def test_a_damaged_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "names.bin"
    NAMES.save(path)
    data = path.read_bytes()
    assert len(data) == 5 * len(NAMES)
    path.write_bytes(data[:-1])
    with pytest.raises(ModelFolderError, match=r"names\.bin is cut off: 39 bytes"):
        KnownNames.load(path)
    path.write_bytes(b"")
    with pytest.raises(ModelFolderError, match=r"names\.bin is cut off: 0 bytes"):
        KnownNames.load(path)
    no_type = data[:4] + bytes([data[4] | 3])
    for damaged in (data[5:] + data[:5], data[:5] * 2, no_type + data[5:]):
        path.write_bytes(damaged)
        with pytest.raises(ModelFolderError, match="does not hold sorted names"):
            KnownNames.load(path)
