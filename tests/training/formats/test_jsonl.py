"""Annotated documents as JSON lines."""

from pathlib import Path
from typing import ClassVar

from tests.contracts.annotated_format import AnnotatedFormatContract

FILE = """\
{"id": 1, "text": "No fever.\\nAspirin helps.", "entities": [
 {"start": 3, "end": 8, "label": "Finding", "id": "HP:0001945"},
 {"start": 10, "end": 17, "label": "Chemical", "text": "Aspirin"}],
 "relations": [{"subject": 1, "object": 0, "label": "Helps"}]}

{"id": "PMID:2", "text": "Naïve cells in asthma", "entities": [
 {"start": 0, "end": 11, "label": "Gene"}, {"start": 15, "end": 21, "label": "Disease"}]}
""".replace("\n ", " ")  # fmt: skip


class TestJsonLines(AnnotatedFormatContract):
    format = "jsonl"
    files: ClassVar = {"a.jsonl": FILE.encode()}
    broken = (
        ("a.jsonl", b'{"id": "PMID:2"', b'{"id": PMID:2', "line 3: is not JSON: .* write one object a line"),
        ("a.jsonl", b"\n\n", b"\n[]\n", "line 2: is no JSON object; write it like"),
        ("a.jsonl", b'"text": "Na', b'"body": "Na', "line 3: has no `text`"),
        ("a.jsonl", b'asthma", "entities"', b'asthma", "spans"', "line 3: has no list `entities`"),
        ("a.jsonl", b'"PMID:2"', b"[2]", r"line 3: `id` = \[2\] should be text or a number"),
        (
            "a.jsonl",
            b'{"start": 0, "end": 11, "label": "Gene"}',
            b'[0, 11, "Gene"]',
            r"line 3, entity 1: \[0, 11, \"Gene\"\] is no object",
        ),
        (
            "a.jsonl",
            b'"start": 15',
            b'"start": "15"',
            'line 3, entity 2: `start` = "15" should be a whole number',
        ),
        ("a.jsonl", b'"end": 21', b'"end": 21.0', "line 3, entity 2: `end` = 21.0 should be"),
        (
            "a.jsonl",
            b'"end": 21',
            b'"end": 22',
            "line 3, entity 2: the offsets 15-22 lie beyond the text, which ends at 21",
        ),
        ("a.jsonl", b'"text": "Na', b'"text": "\\ud83dNa', "line 3: holds half of a surrogate pair"),
        ("a.jsonl", b'"Gene"', b"null", "line 3, entity 1: `label` = null should be text"),
        ("a.jsonl", b'"Aspirin"}', b'"aspirin"}', "line 1, entity 2: 'aspirin' is not at 10-17"),
    )

    def test_a_document_without_id_is_called_by_its_text(self, tmp_path: Path) -> None:
        files = {"a.jsonl": FILE.replace('"id": 1, ', "").encode()}
        assert self.load(tmp_path, files).documents[0].document.id.startswith("text:")
