"""Write evidence as one table: a line for each sentence, with names, relation and document beside it."""

import csv
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


def write_evidence(selection: Selection, path: Path) -> None:
    """Write a table with a header, its columns separated by tabs, in the way of Excel: quoted where need be.

    `belief` is empty where nothing supports the relation firmly, so that there is none.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
        writer.writerow(COLUMNS)
        found = selection.connection.cursor().execute(_QUERY)
        while batch := found.fetchmany(BATCH):
            writer.writerows(batch)
