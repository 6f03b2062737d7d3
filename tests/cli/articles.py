"""PubMed files made by hand, and the command line as a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

TREATED = "Metformin was given for type 2 diabetes. It caused nausea in two patients."
OPENING, CLOSING = "<PubmedArticleSet>", "</PubmedArticleSet>"
ARTICLE = (
    '<PubmedArticle><MedlineCitation><PMID Version="1">{id}</PMID>'
    "<Article><ArticleTitle>Number {id}</ArticleTitle>"
    "<Abstract><AbstractText>{text}</AbstractText></Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle>\n"
)


def pubmed(ids: Iterable[int], *, text: str = TREATED, doctype: str = "", end: str = CLOSING) -> bytes:
    """A file with one article an id."""
    articles = "".join(ARTICLE.format(id=id, text=text) for id in ids)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}{OPENING}{articles}{end}'.encode()


def program(*arguments: object, first: str = "pass") -> list[str]:
    """`kgbuild` with these arguments, in a process that does something `first`."""
    code = f"{first}; from kgbuild.cli.main import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


def ran(*arguments: object, first: str = "pass") -> subprocess.CompletedProcess[str]:
    """Run `program` to its end; whatever happens, nobody is shown a traceback."""
    done = subprocess.run(program(*arguments, first=first), capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def latest_record(workspace: Path) -> dict[str, dict[str, int]]:
    """The facts of the workspace's last run."""
    facts: dict[str, dict[str, int]] = json.loads(max((workspace / "runs").glob("*.json")).read_text("utf-8"))
    return facts
