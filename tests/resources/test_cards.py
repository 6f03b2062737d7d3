"""A model's card says what was measured: its tables are those of `figures.json`, figure by figure.

`figures.json` is what the command above the tables prints with --json. Where a model or the scoring changes,
run it again, write the file, and mend the card.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kgbuild.links.promotion import read_verdict
from kgbuild.resources import DEFAULT_LINKS, DEFAULT_RELATIONS, DEFAULT_TAGGER

Table = tuple[list[str], list[list[str]]]
PERTURBATIONS = {
    "a typing error": "typo",
    "hyphens added or taken out": "hyphens",
    "plural for singular and back": "number",
    "all in lower case": "lower case",
    "all in upper case": "upper case",
    "Greek letters spelled out and back": "greek",
    "initials alone, defined nowhere": "abbreviation",
}
BESIDE_TYPES = {"calibration", "robustness"}
ASSERTION = "assertion"
BELIEF = "belief"
BINS = {"mentions": ",", "score": ".2f", "right": ".2f"}
MACRO = "mean of the classes"


def tables(card: str) -> Iterator[Table]:
    """Yield the header and the rows of each table of a Markdown text."""
    lines: list[list[str]] = []
    for line in [*card.splitlines(), ""]:
        if line.startswith("|"):
            lines.append([cell.strip() for cell in line.strip("|").split("|")])
        elif lines:
            yield lines[0], lines[2:]
            lines = []


def table_of(card: str, *header: str) -> list[list[str]]:
    (rows,) = (rows for found, rows in tables(card) if found[: len(header)] == list(header))
    return rows


def percent(row: dict[str, Any]) -> list[str]:
    return [f"{row[name]:.2f}" for name in ("precision", "recall", "f1")]


@pytest.fixture
def tagger() -> tuple[str, dict[str, Any]]:
    card, figures = ((DEFAULT_TAGGER / name).read_text("utf-8") for name in ("README.md", "figures.json"))
    return card, json.loads(figures)


@pytest.fixture
def relations() -> tuple[str, dict[str, Any]]:
    card, figures = ((DEFAULT_RELATIONS / name).read_text("utf-8") for name in ("README.md", "figures.json"))
    return card, json.loads(figures)


@pytest.fixture
def links() -> tuple[str, dict[str, Any]]:
    card, figures = ((DEFAULT_LINKS / name).read_text("utf-8") for name in ("README.md", "figures.json"))
    return card, json.loads(figures)


def test_the_taggers_scores(tagger: tuple[str, dict[str, Any]]) -> None:
    card, figures = tagger
    measured = [
        [name, type, *percent(row), f"{row['gold']:,}"]
        for name, types in figures.items()
        for type, row in types.items()
        if type not in BESIDE_TYPES
    ]
    assert sorted(table_of(card, "data set", "type")) == sorted(measured)


def test_the_taggers_calibration(tagger: tuple[str, dict[str, Any]]) -> None:
    card, figures = tagger
    for name, mentions, *errors in table_of(card, "data set", "mentions"):
        row = figures[name.partition(" ")[0]]["calibration"]
        assert mentions == f"{row['mentions']:,}"
        assert errors == [f"{row[key]:.3f}" for key in ("ece_before", "ece_after", "ece_by_chance")], name


def test_the_taggers_robustness(tagger: tuple[str, dict[str, Any]]) -> None:
    card, figures = tagger
    names, rows = next((header[1:], rows) for header, rows in tables(card) if header[0] == "perturbation")
    for perturbation, *cells in rows:
        for name, cell in zip(names, cells, strict=True):
            row = figures[name]["robustness"][PERTURBATIONS[perturbation]]
            measured = f"{row['recall_before']:.1f}, {row['recall_after']:.1f}"
            assert cell == measured, (perturbation, name)


def test_the_relations_scores(relations: tuple[str, dict[str, Any]]) -> None:
    card, figures = relations
    measured = []
    for name, types in figures.items():
        # Of a set with one predicate alone, `overall` is the same.
        kinds = [type for type in types if type != "overall" or len(types.keys() - {BELIEF}) > 2]
        for type in kinds if not name.startswith(ASSERTION) else ():
            if type == BELIEF:
                continue
            row = types[type]
            counts = [f"{row[key]:,}" for key in ("right", "predicted", "gold")]
            bounds = [f"{row[key]:.0f}" for key in ("precision_low", "precision_high") if key in row]
            measured.append([name, type, *percent(row), *counts, " to ".join(bounds)])
    assert sorted(table_of(card, "data set", "predicate")) == sorted(measured)


def test_how_assertion_is_scored(relations: tuple[str, dict[str, Any]]) -> None:
    card, figures = relations
    measured = []
    for type, row in figures[ASSERTION].items():
        counts = [f"{row[key]:,}" for key in ("right", "predicted", "gold")]
        mean = [MACRO, *percent(row), "", "", ""]
        measured.append(mean if type == "macro" else [type, *percent(row), *counts])
    assert table_of(card, "class") == measured


def test_how_far_beliefs_can_be_believed(relations: tuple[str, dict[str, Any]]) -> None:
    card, figures = relations
    measured = []
    sets = [figures[name][BELIEF]["bins"] for name in ("bc5cdr", "bc5cdr-end-to-end")]
    for pair in zip(*sets, strict=True):
        cells = [f"{bin[key]:{form}}" for bin in pair for key, form in BINS.items()]
        measured.append(cells)
    assert [row[1:] for row in table_of(card, "belief")] == measured


RANKED = ("mrr", "hits@1", "hits@3", "hits@10", "typed_mrr", "typed_hits@10")


def test_how_links_are_ranked(links: tuple[str, dict[str, Any]]) -> None:
    card, figures = links
    for split, models in figures.items():
        measured = [
            [split, name, *(f"{parts['overall'][key]:.3f}" for key in RANKED)]
            for name, parts in models.items()
        ]
        shown = [row for row in table_of(card, "split", "model") if row[0] == split]
        assert sorted(shown) == sorted(measured)


def test_links_by_part_and_how_far_their_probabilities_can_be_believed(
    links: tuple[str, dict[str, Any]],
) -> None:
    card, figures = links
    measured = [
        [
            part,
            f"{row['questions']:,.0f}",
            *(f"{row[key]:.3f}" for key in ("mrr", "hits@10", "typed_mrr")),
            f"{row['ece']:.3f}" if "ece" in row else "",
        ]
        for part, row in figures["documents"]["ensemble"].items()
        if "?" not in part
    ]
    assert table_of(card, "part", "questions") == measured


def test_the_link_model_that_ships_beats_what_learns_nothing(links: tuple[str, dict[str, Any]]) -> None:
    models = links[1]["documents"]
    baselines = max(models[name]["overall"]["mrr"] for name in ("degree", "text"))
    assert models["ensemble"]["overall"]["mrr"] > baselines
    verdict = read_verdict(
        DEFAULT_LINKS, json.loads((DEFAULT_LINKS / "model.json").read_text("utf-8"))["run"]
    )
    assert verdict is not None
    assert verdict.promoted
    assert verdict.figures == {
        name: parts["overall"]["mrr"] for name, parts in models.items() if name in verdict.figures
    }
