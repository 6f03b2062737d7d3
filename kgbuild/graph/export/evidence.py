"""Write evidence as JSON lines or a table: a line for each sentence, with names, belief and document."""

import csv
import json
from pathlib import Path

from kgbuild.graph.export.selection import BATCH, Selection

COLUMNS = (
    *("relation_id", "subject", "subject_name", "type", "object", "object_name", "polarity", "certainty"),
    *(
        "score",
        "belief",
        "sentence",
        "section",
        "document",
        "title",
        "journal",
        "year",
        "model",
        "evidence_id",
    ),
)

_QUERY = """
SELECT e.relation_id, e.subject, s.name, e.predicate, e.object, o.name, e.polarity, e.certainty, e.score,
       r.belief, e.sentence, e.section, e.document_id, d.title, d.journal, d.year, e.model, e.id
FROM x.evidence AS e
JOIN x.entities AS s ON s.id = e.subject JOIN x.entities AS o ON o.id = e.object
JOIN x.documents AS d ON d.id = e.document_id LEFT JOIN x.relations AS r ON r.id = e.relation_id
ORDER BY e.relation_id, e.id
"""

_WHOLE = """
SELECT e.*, s.name AS subject_name, o.name AS object_name, r.belief, d.title, d.journal, d.year
FROM x.evidence AS e
JOIN x.entities AS s ON s.id = e.subject JOIN x.entities AS o ON o.id = e.object
JOIN x.documents AS d ON d.id = e.document_id LEFT JOIN x.relations AS r ON r.id = e.relation_id
ORDER BY e.relation_id, e.id
"""

TABLE = ".tsv"


def write_evidence(selection: Selection, path: Path) -> None:
    """Write an object a line with all columns of the evidence table; a table where the name ends in `.tsv`.

    The table is for spreadsheets: it has a header and its columns separated by tabs, in the way of Excel,
    quoted where need be. `belief` is null, or empty, where nothing supports the relation firmly.
    """
    cursor = selection.connection.cursor()
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == TABLE:
            writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
            writer.writerow(COLUMNS)
            found = cursor.execute(_QUERY)
            while batch := found.fetchmany(BATCH):
                writer.writerows(batch)
            return
        found = cursor.execute(_WHOLE)
        names = [column[0] for column in found.description or ()]
        while batch := found.fetchmany(BATCH):
            lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in batch)
            file.writelines(f"{line}\n" for line in lines)
