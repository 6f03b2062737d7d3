"""Mentions of two conditions, taken apart where the lexicon knows both."""

from collections.abc import Callable

import pytest

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.composites import separate
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker

NAMES = """\
id\tname\ttype
MESH:D1\tKidney failure\tdisease
MESH:D2\tLiver failure\tdisease
MESH:D3\tHead and neck cancer\tdisease
MESH:D4\tImpaired memory\tdisease
MESH:D5\tImpaired learning\tdisease
MESH:D6\tNausea\tsymptom
MESH:D7\tNeck cancer\tdisease
MESH:D8\tHead cancer\tdisease
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("kidney and liver failure", [("kidney", "kidney failure"), ("liver failure", "")]),
        ("kidney or liver failure", [("kidney", "kidney failure"), ("liver failure", "")]),
        ("impaired learning and memory", [("impaired learning", ""), ("memory", "impaired memory")]),
        ("nausea and liver failure", [("nausea", ""), ("liver failure", "")]),
        ("head and neck cancer", [("head and neck cancer", "")]),
        ("kidney and spleen failure", [("kidney and spleen failure", "")]),
        ("nausea", [("nausea", "")]),
    ],
)
def test_parts(build: Callable[..., Lexicon], text: str, parts: list[tuple[str, str]]) -> None:
    mention = Mention("d", Span(10, 10 + len(text)), text, EntityType.DISEASE, 0.9, 2)
    found = separate(Linker(build(names__tsv=NAMES)), [mention])
    assert [(one.text, one.long_form) for one in found] == parts
    assert [text[one.span.start - 10 : one.span.end - 10] for one in found] == [one for one, _ in parts]
    assert {(one.score, one.sentence) for one in found} == {(0.9, 2)}


def test_drugs_and_long_forms_stay_whole(build: Callable[..., Lexicon]) -> None:
    linker = Linker(build(names__tsv=NAMES))
    text = "kidney and liver failure"
    drug = Mention("d", Span(0, len(text)), text, EntityType.DRUG, 0.9, 0)
    defined = Mention("d", Span(0, len(text)), text, EntityType.DISEASE, 0.9, 0, long_form="something")
    assert separate(linker, [drug, defined]) == [drug, defined]
