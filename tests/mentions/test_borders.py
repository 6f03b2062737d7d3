"""Where mentions begin and end, mended."""

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.mentions.borders import mend


def _mended(text: str, type: EntityType = EntityType.DRUG) -> list[str]:
    return [text[span.start : span.end] for span in mend(text, Span(0, len(text)), type)]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("DFU;", ["DFU"]),
        ("3-hydroxy-", ["3-hydroxy"]),
        ("-,ibuprofen./", ["ibuprofen"]),
        ("--", ["-"]),
        (".", ["."]),
        ("DFU ;", ["DFU"]),
        ("beta-endorphin", ["beta-endorphin"]),
        ("5,5-dimethyl-2(5H)", ["5,5-dimethyl-2(5H)"]),
    ],
)
def test_marks_at_the_ends_are_no_part_of_a_name(text: str, mended: list[str]) -> None:
    assert _mended(text) == mended
    assert _mended(text, EntityType.DISEASE) == mended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("CaCl2 and 4-aminopyridine", ["CaCl2", "4-aminopyridine"]),
        ("iron or zinc  and/or copper", ["iron", "zinc", "copper"]),
        ("aspirin, and ibuprofen", ["aspirin", "ibuprofen"]),
        ("inhibitors of renin and neprilysin", ["inhibitors of renin and neprilysin"]),
        ("acids (formic and acetic", ["acids (formic and acetic"]),
        ("and aspirin", ["and aspirin"]),
        ("candesartan", ["candesartan"]),
        ("BODIPY-anthracene and -", ["BODIPY-anthracene"]),
        (", and aspirin", ["aspirin"]),
        ("- and -", ["and"]),
    ],
)
def test_drugs_that_are_joined_are_several(text: str, mended: list[str]) -> None:
    assert _mended(text) == mended


def test_diseases_that_are_joined_may_be_one() -> None:
    assert _mended("head and neck cancer", EntityType.DISEASE) == ["head and neck cancer"]
