"""`kgbuild evaluate grounding`: the linker against gold concept ids."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.training.grounding_end_to_end import EndToEndScores
    from kgbuild.training.grounding_scores import GroundingScores

DATA_SETS = {
    "bc5cdr-train": ("bc5cdr/train.pubtator", ("Disease", "Drug")),
    "bc5cdr-dev": ("bc5cdr/dev.pubtator", ("Disease", "Drug")),
    "bc5cdr-test": ("bc5cdr/test.pubtator", ("Disease", "Drug")),
    "ncbi-train": ("ncbi_disease/train.pubtator", ("Disease",)),
    "ncbi-dev": ("ncbi_disease/dev.pubtator", ("Disease",)),
}
DEFAULT = ("bc5cdr-test", "ncbi-dev")


@click.command("grounding")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder that holds the folders bc5cdr and ncbi_disease.",
)
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    type=click.Choice(["bc5cdr", "ncbi"]),
    help="Corpus to score on; may be given several times.  [default: both]",
)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(["train", "dev", "test"]),
    help="Part to score on; may be given several times. NCBI has no test part here."
    "  [default: BC5CDR's test, NCBI's dev]",
)
@click.option("--lexicon", type=click.Path(path_type=Path, dir_okay=False), help="Another lexicon.")
@click.option("--gold-spans", is_flag=True, help="Score on gold spans only, which is done within seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON: data set, type, figures.")
def command(
    *,
    data: Path,
    corpora: tuple[str, ...],
    parts: tuple[str, ...],
    lexicon: Path | None,
    gold_spans: bool,
    as_json: bool,
) -> None:
    """Ground the mentions of BC5CDR and NCBI and compare with the annotators' concept ids.

    First the gold mentions: accuracy is the share of them whose entity is the gold concept or has it as a
    cross-reference. The pairwise scores compare which mentions of the corpus are put together, which needs no
    ids in common. Then, end to end, the mentions that the shipped tagger finds: one is right if its first
    and last character, its type and its concept are. Symptoms count as diseases.

    \b
    Examples:
      kgbuild evaluate grounding --data corpora/
      kgbuild evaluate grounding --data corpora/ --corpus bc5cdr --part dev --gold-spans --json
    """
    from rich.console import Console
    from rich.progress import track

    from kgbuild.domain.mention import EntityType
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.mentions.sentences import SentenceSplitter
    from kgbuild.mentions.tagger import Tagger
    from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_TAGGER
    from kgbuild.training.grounding_end_to_end import score_end_to_end
    from kgbuild.training.grounding_scores import load_gold, score_grounding

    names = _chosen(corpora, parts)
    loaded = Lexicon.load(lexicon or DEFAULT_LEXICON)
    tagger = None if gold_spans else Tagger.load(DEFAULT_TAGGER)
    splitter = SentenceSplitter()
    results: dict[str, dict[str, dict[str, Any]]] = {}
    for name in names:
        file, types = DATA_SETS[name]
        documents = load_gold(data / file, splitter.split)
        results[name] = {
            type: _figures(score_grounding(documents, loaded, EntityType(type))) for type in types
        }
        if tagger is not None:
            console = Console(stderr=True)
            bar = track(documents, name, console=console, transient=True, disable=not console.is_terminal)
            found = score_end_to_end(bar, tagger, loaded)
            for type in types:
                results[name][type]["end_to_end"] = _end_to_end(found[EntityType(type)])
    click.echo(json.dumps(results, indent=2) if as_json else "\n".join(_lines(results)))


def _chosen(corpora: tuple[str, ...], parts: tuple[str, ...]) -> list[str]:
    """Return the data sets of the corpora and parts asked for; none at all is an error of use."""
    names = [
        name
        for name in DATA_SETS
        if (not corpora or name.partition("-")[0] in corpora)
        and (name.partition("-")[2] in parts if parts else name in DEFAULT)
    ]
    if not names:
        raise click.UsageError(f"{' and '.join(corpora)} has no part {' or '.join(parts)} here")
    return names


def _figures(scores: "GroundingScores") -> dict[str, Any]:
    return {
        "mentions": scores.mentions,
        "grounded": round(scores.grounded, 4),
        "accuracy": round(scores.accuracy, 4),
        "pairwise_precision": round(scores.pairwise_precision, 4),
        "pairwise_recall": round(scores.pairwise_recall, 4),
        "pairwise_f1": round(scores.pairwise_f1, 4),
    }


def _end_to_end(scores: "EndToEndScores") -> dict[str, Any]:
    return {
        "found": scores.found,
        "precision": round(scores.precision, 4),
        "recall": round(scores.recall, 4),
        "f1": round(scores.f1, 4),
        "accuracy_of_right_spans": round(scores.right / max(1, scores.spans), 4),
    }


def _lines(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    lines = []
    for name, by_type in results.items():
        for type, row in by_type.items():
            gold = {key: value for key, value in row.items() if key != "end_to_end"}
            for title, figures in (("gold spans", gold), ("end to end", row.get("end_to_end"))):
                if figures:
                    said = ", ".join(f"{key} {value}" for key, value in figures.items())
                    lines.append(f"{name} {type}, {title}: {said}")
    return lines
