"""BioC in XML and JSON, with annotations."""

import json
from pathlib import Path
from typing import ClassVar

from tests.contracts.annotated_format import AnnotatedFormatContract

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE collection SYSTEM "BioC.dtd">
<collection><source/><date/><key/>
<document><id>1</id>
<passage><infon key="type">title</infon><offset>0</offset><text>No fever.</text>
<annotation id="a"><infon key="type">Finding</infon><location offset="3" length="5"/><text>fever</text>
</annotation>
</passage>
<passage><infon key="type">abstract</infon><offset>500</offset><text>Aspirin helps.</text>
<annotation id="b"><infon key="type">Chemical</infon><location offset="500" length="7"/><text>Aspirin</text>
</annotation>
</passage>
<passage><infon key="type">ref</infon><offset>600</offset><text>1. Fever.</text>
</passage>
<relation id="R1"><infon key="type">Helps</infon><node refid="b" role=""/><node refid="a" role=""/></relation>
</document>
<document><id>2</id>
<passage><infon key="type">title</infon><offset>10</offset>
<sentence><offset>10</offset><text>Naïve cells</text>
<annotation id="c"><infon key="type">Gene</infon><location offset="10" length="11"/><text>Naïve cells</text>
</annotation>
</sentence>
<sentence><offset>22</offset><text>in asthma</text>
<annotation id="d"><infon key="type">Disease</infon><location offset="25" length="6"/><text>asthma</text>
</annotation>
</sentence>
</passage>
</document>
</collection>
"""


class TestBiocXml(AnnotatedFormatContract):
    format = "bioc-xml"
    files: ClassVar = {"a.xml": XML.encode()}
    broken = (
        (
            "a.xml",
            b'"25"',
            b'"24"',
            r"line 24 \(document 2, annotation d\): 'asthma' is not at 24-30, .* it is at 25-31",
        ),
        (
            "a.xml",
            b'"500" length',
            b'"3" length',
            "line 10 .*offset 3, length 7 lies beyond its passage, which is at 500 to 514",
        ),
        ("a.xml", b'"25"', b'"x"', "line 24 .*`offset` = 'x' should be a whole number"),
        ("a.xml", b'<location offset="25" length="6"/>', b"", "line 24 .*has no location"),
        ("a.xml", b'"type">Gene', b'"kind">Gene', "line 20 .*has no infon `type`"),
        ("a.xml", b"<offset>500</offset>", b"", r"line 4 \(document 1\): `offset` = None should be"),
        (
            "a.xml",
            b"<offset>22</offset>",
            b"<offset>12</offset>",
            r"line 17 .*sentence at offset 12 does not follow",
        ),
        ("a.xml", b"No fever.</text>", b"No fever.", "record 1.*not well-formed"),
    )

    def test_what_a_build_does_not_read_is_counted(self, tmp_path: Path) -> None:
        infon, location = '<infon key="type">Finding</infon>', '<location offset="603" length="5"/>'
        fever = f'<annotation id="e">{infon}{location}</annotation>'
        (note,) = self.load(
            tmp_path, {"a.xml": XML.replace("1. Fever.</text>", f"1. Fever.</text>{fever}").encode()}
        ).notes
        assert str(note).startswith("1 mentions in references, tables and back matter left out")


def passage(
    type: str, offset: int, text: str, *rows: tuple[str, int, str], number: int = 1
) -> dict[str, object]:
    annotations = [
        {
            "id": str(number), "infons": {"type": label}, "text": marked,
            "locations": [{"offset": start, "length": len(marked)}],
        }
        for number, (label, start, marked) in enumerate(rows, start=number)
    ]  # fmt: skip
    return {"infons": {"type": type}, "offset": offset, "text": text, "annotations": annotations}


DOCUMENTS = [
    {
        "id": "1",
        "passages": [
            passage("title", 0, "No fever.", ("Finding", 3, "fever")),
            passage("abstract", 10, "Aspirin helps.", ("Chemical", 10, "Aspirin"), number=7),
        ],
        "relations": [{"infons": {"type": "Helps"}, "nodes": [{"refid": "7"}, {"refid": "1"}]}],
    },
    {
        "id": "2",
        "passages": [
            passage(
                "title", 0, "Naïve cells in asthma", ("Gene", 0, "Naïve cells"), ("Disease", 15, "asthma")
            )
        ],
    },
]
LINES = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in DOCUMENTS)


class TestBiocJson(AnnotatedFormatContract):
    format = "bioc-json"
    files: ClassVar = {
        "a.json": ('{"source": "x", "documents": [\n' + LINES.replace("}\n{", "},\n{") + "]}").encode()
    }
    broken = (
        (
            "a.json",
            b'"offset": 15',
            b'"offset": 14',
            r"line 3 \(document 2, annotation 2\): 'asthma' is not at 14-20",
        ),
        ("a.json", b'"offset": 15', b'"offset": "x"', "line 3 .*`offset` = 'x' should be a whole number"),
        (
            "a.json",
            b'"locations": [{"offset": 15, "length": 6}]',
            b'"locations": 15',
            "line 3 .*`locations` should be a list of objects",
        ),
        ("a.json", b'"2", "passages"', b'"2", "parts"', r"line 3 \(document 2\): has no passage with text"),
        ("a.json", b'"id": "2", "p', b'"id" "2", "p', "record 2, byte .*is not JSON"),
    )

    def test_objects_may_stand_line_by_line(self, tmp_path: Path) -> None:
        assert len(self.load(tmp_path, {"a.json": LINES.encode()}).documents) == 2

    def test_the_article_has_all_its_names(self, tmp_path: Path) -> None:
        first = '"infons": {"type": "title", "article-id_pmc": "7"}'
        lines = LINES.replace('"infons": {"type": "title"}', first, 1)
        document = self.load(tmp_path, {"a.json": lines.encode()}).documents[0].document
        assert (document.id, document.aliases) == ("PMC:7", ())
