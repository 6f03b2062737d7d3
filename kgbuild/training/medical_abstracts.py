"""Read the Medical Abstracts corpus (Schopf 2022): abstracts in classes, which we do not use."""

import csv
from collections.abc import Iterator
from pathlib import Path

from kgbuild.domain.document import Document, Section
from kgbuild.domain.ids import content_hash
from kgbuild.errors import CorpusError


def read_medical_abstracts(file: Path) -> Iterator[Document]:
    """Yield the abstracts of a CSV file, each once: one of several classes is in the corpus several times."""
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    seen: set[str] = set()
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            text = row["medical_abstract"]
            id = f"medical-abstracts:{content_hash(text)}"
            if id not in seen:
                seen.add(id)
                yield Document(id=id, text=text, title="", sections=(Section("abstract", 0, len(text)),))
