"""`kgbuild evaluate grounding`: the linker against gold concept ids."""

import json
from pathlib import Path

import click

CORPORA = {
    "bc5cdr": ("bc5cdr/test.pubtator", ("Disease", "Drug")),
    "bc5cdr-dev": ("bc5cdr/dev.pubtator", ("Disease", "Drug")),
    "bc5cdr-train": ("bc5cdr/train.pubtator", ("Disease", "Drug")),
    "ncbi-dev": ("ncbi_disease/dev.pubtator", ("Disease",)),
}


@click.command("grounding")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder that holds the folders bc5cdr and ncbi_disease.",
)
@click.option(
    "--corpus",
    "names",
    multiple=True,
    type=click.Choice(list(CORPORA)),
    help="Part to score on; may be given several times.  [default: bc5cdr (its test part) and ncbi-dev]",
)
@click.option("--lexicon", type=click.Path(path_type=Path, dir_okay=False), help="Another lexicon.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def command(data: Path, names: tuple[str, ...], lexicon: Path | None, as_json: bool) -> None:
    """Ground the gold mentions of BC5CDR and NCBI and compare with the annotators' concept ids.

    Accuracy is the share of mentions whose entity is the gold concept or has it as a cross-reference. The
    pairwise scores compare which mentions of the corpus are put together, which needs no ids in common.

    \b
    Examples:
      kgbuild evaluate grounding --data corpora/
      kgbuild evaluate grounding --data corpora/ --corpus bc5cdr-dev --json
    """
    from kgbuild.domain.mention import EntityType
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.mentions.sentences import SentenceSplitter
    from kgbuild.resources import DEFAULT_LEXICON
    from kgbuild.training.grounding_scores import load_gold, score_grounding

    loaded = Lexicon.load(lexicon or DEFAULT_LEXICON)
    splitter = SentenceSplitter()
    results = {}
    for name in names or ("bc5cdr", "ncbi-dev"):
        file, types = CORPORA[name]
        gold = load_gold(data / file, splitter.split)
        for type in map(EntityType, types):
            scores = score_grounding([one for one in gold if one.mention.type is type], loaded)
            results[f"{name} {type}"] = {
                "mentions": scores.mentions,
                "grounded": round(scores.grounded, 4),
                "accuracy": round(scores.accuracy, 4),
                "pairwise_precision": round(scores.pairwise_precision, 4),
                "pairwise_recall": round(scores.pairwise_recall, 4),
                "pairwise_f1": round(scores.pairwise_f1, 4),
            }
    if as_json:
        click.echo(json.dumps(results, indent=2))
        return
    for title, row in results.items():
        click.echo(f"{title}: {', '.join(f'{key} {value}' for key, value in row.items())}")
