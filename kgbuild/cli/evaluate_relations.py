"""`kgbuild evaluate relations`: score a relation model on held-out documents."""

from pathlib import Path

import click

from kgbuild.cli.document_options import (
    FORMATS_HELP,
    RELATIONS_HELP,
    document_options,
    load_own_relations,
    print_relations,
    relation_options,
)
from kgbuild.cli.plot_option import plot_file

EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("relations", epilog=f"{FORMATS_HELP}\n\n{RELATIONS_HELP}")
@click.option("--data", type=EXISTING_FOLDER, help="Folder that holds the corpora.")
@document_options("Annotated documents of your own to score on, a file or folder; may be given again.")
@relation_options()
@click.option("--model", type=EXISTING_FOLDER, help="Folder of a relation model.  [default: the shipped one]")
@click.option("--tagger", type=EXISTING_FOLDER, help="Its tagger.  [default: the shipped one]")
@click.option(
    "--lexicon", type=EXISTING_FILE, help="Lexicon that gives types and ids.  [default: the shipped one]"
)
@click.option(
    "--checked",
    type=EXISTING_FILE,
    help="Table of pairs that were judged by reading, as pipelines/relations-checked.tsv.  [default: none]",
)
@click.option(
    "--assertion",
    type=EXISTING_FILE,
    help="Table of judged mentions, as pipelines/assertion-checked.tsv.  [default: none]",
)
@click.option(
    "--interactions",
    type=EXISTING_FILE,
    help="Table of judged pairs of drugs, as pipelines/interactions-checked.tsv.  [default: none]",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=plot_file,
    help="Draw the reliability of beliefs into this .png, .svg or .pdf (needs matplotlib).",
)
@click.option("--json", is_flag=True, help="Print the scores as JSON: data set, type, figures.")
def command(
    *,
    data: Path | None,
    documents: tuple[Path, ...],
    label: tuple[str, ...],
    labels: Path | None,
    format: str | None,
    relation: tuple[str, ...],
    relation_labels: Path | None,
    model: Path | None,
    tagger: Path | None,
    lexicon: Path | None,
    checked: Path | None,
    assertion: Path | None,
    interactions: Path | None,
    plot: Path | None,
    json: bool,
) -> None:
    """Score a relation model on what it was not trained on.

    BC5CDR's test part, a hashed tenth of ADE's abstracts and of BioText's sentences, and with --checked those
    judged pairs of PubMed's sentences that training may not use. Pairs that the HPO's annotations join tell
    as well how right these are as supervision. Samples have the 95 % interval of their precision. With
    --assertion, how mentions are taken: present, negated, uncertain, of the family, historical. With
    --interactions, which drugs are said to interact. Figures are percentages.

    Your own --documents are a data set each, named after the path: of the pairs of their mentions in one
    sentence those are right that have the relation. If the model was trained on them, figures flatter.

    Last comes how far beliefs can be believed: those of the relations that are found in BC5CDR's test part,
    in ten bins, each with its mean belief and the share of relations that is right; and the expected
    calibration error (ECE).

    \b
    Examples:
      kgbuild evaluate relations --data corpora --checked pipelines/relations-checked.tsv
      kgbuild evaluate relations --data corpora --assertion pipelines/assertion-checked.tsv
      kgbuild evaluate relations --documents notes.jsonl --relation Shows=HAS_SYMPTOM
      kgbuild evaluate relations --data corpora --plot beliefs.png
      kgbuild evaluate relations --data corpora --model relations-model --tagger my-tagger --json
    """
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.mentions.tagger import Tagger
    from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
    from kgbuild.training.belief_plot import draw_beliefs
    from kgbuild.training.figures import BELIEF, Figures, as_json, relation_figures
    from kgbuild.training.relation_own_scores import own_relation_figures
    from kgbuild.training.reports.plotting import require_plotting

    if plot:
        require_plotting()
    if not (data or documents):
        raise click.UsageError("there is nothing to score on: give --data, --documents or both")
    if not data and (checked or assertion or interactions or plot):
        raise click.UsageError(
            "--checked, --assertion, --interactions and --plot judge texts of --data, which is missing"
        )
    own = load_own_relations(
        documents,
        label=label,
        labels=labels,
        relation=relation,
        relation_labels=relation_labels,
        format=format,
    )
    folder, reader = model or DEFAULT_RELATIONS, Tagger.load(tagger or DEFAULT_TAGGER)
    words = Lexicon.load(lexicon or DEFAULT_LEXICON)
    columns = (TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def told(name: str, count: int) -> None:
            bar.update(task, description=f"{name}: {count:,} documents")

        rows: Figures = {}
        if data:
            rows |= relation_figures(
                folder,
                data,
                tagger=reader,
                lexicon=words,
                checked=checked,
                assertion=assertion,
                interactions=interactions,
                progress=told,
            )
        rows |= own_relation_figures(folder, own, tagger=reader, lexicon=words, progress=told)
    beliefs = {name: row[BELIEF] for name, row in rows.items() if BELIEF in row}
    if plot:
        draw_beliefs(beliefs, plot)
    if data and checked is None:
        click.echo("left out: pairs that were judged by reading; --checked names their table", err=True)
    if json:
        click.echo(as_json(rows))
        return
    print_relations(own)
    click.echo(f"{'data set':<26}{'type':<13}{'precision':>10}{'recall':>8}{'f1':>8}{'gold':>7}{'95 %':>10}")
    for name, types in rows.items():
        for type, row in types.items():
            if type == BELIEF:
                continue
            figures = f"{row['precision']:>10.2f}{row['recall']:>8.2f}{row['f1']:>8.2f}{row['gold']:>7}"
            bounds = [f"{row[name]:.0f}" for name in ("precision_low", "precision_high") if name in row]
            click.echo(f"{name:<26}{type:<13}{figures}{' to '.join(bounds):>10}".rstrip())
    for name, reliability in beliefs.items():
        click.echo(f"\nbeliefs in what is found in {name}: ECE {reliability['ece']:.4f}")
        click.echo(f"{'relations':>10}{'belief':>8}{'right':>8}")
        for bin in reliability["bins"]:
            click.echo(f"{bin['mentions']:>10}{bin['score']:>8.3f}{bin['right']:>8.3f}")
