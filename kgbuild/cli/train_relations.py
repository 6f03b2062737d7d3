"""`kgbuild train relations`: train the relation heads on the states of a tagger."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.document_options import (
    FORMATS_HELP,
    RELATIONS_HELP,
    document_options,
    load_own_relations,
    print_relations,
    relation_options,
)

if TYPE_CHECKING:
    from kgbuild.relations.model_folder import RelationFacts

FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("relations", epilog=f"{FORMATS_HELP}\n\n{RELATIONS_HELP}")
@click.option("--recipe", type=EXISTING_FILE, help="TOML file of settings.  [default: the built-in ones]")
@click.option("--data", type=EXISTING_FOLDER, help="Folder that holds the corpora.")
@document_options("Annotated documents of your own, a file or folder; may be given again.")
@relation_options()
@click.option("--out", type=FOLDER, required=True, help="Folder for the model; made if missing.")
@click.option(
    "--tagger", type=EXISTING_FOLDER, help="Tagger whose states are read.  [default: the shipped one]"
)
@click.option("--lexicon", type=EXISTING_FILE, help="Lexicon that decides types.  [default: the shipped one]")
@click.option(
    "--head",
    type=EXISTING_FOLDER,
    help="Relation model whose heads are kept: only the context is fitted.  [default: none]",
)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads to use.")
def command(
    *,
    recipe: Path | None,
    data: Path | None,
    documents: tuple[Path, ...],
    label: tuple[str, ...],
    labels: Path | None,
    format: str | None,
    relation: tuple[str, ...],
    relation_labels: Path | None,
    out: Path,
    tagger: Path | None,
    lexicon: Path | None,
    head: Path | None,
    threads: int,
) -> None:
    """Train relation heads for TREATS, CAUSES and HAS_SYMPTOM, and what weighs their answers over passages.

    The folder DATA holds bc5cdr/, biored/, ade/, biotext/, and for seeds pubmed/, medical_abstracts/ and
    vocab/hpo/. The recipe's `checked` names the table of judged pairs, from which reliabilities are taken:
    without it each is 0.5.

    It learns from these corpora, from your own --documents, or both. Of these, documents with the id of one
    that a corpus is scored on are dropped and counted; 12 % by a hash of their ids say which epoch is best.
    For each of the recipe's `folds` of the documents one more head learns from all others; what it says of
    its fold fits thresholds: of the judged pairs alone where they are enough for a predicate. The same data,
    recipe, tagger and number of threads give the same model.

    \b
    Examples:
      kgbuild train relations --recipe pipelines/train-relations.toml --data corpora --out relations-model
      kgbuild train relations --data corpora --out relations-model --tagger my-tagger --threads 4
      kgbuild train relations --documents notes/ --relation Shows=HAS_SYMPTOM --out relations-model
      kgbuild train relations --data corpora --out weighed-anew --head relations-model
      kgbuild build papers/ -w ws --tagger my-tagger --relations relations-model

    Stop it as you like and run the same again: it reads the documents anew and goes on with the head and the
    epoch where it was, with the same result. It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    import torch
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.entities.linker import Linker
    from kgbuild.mentions.sentences import SentenceSplitter
    from kgbuild.mentions.tagger import Tagger
    from kgbuild.relations.classifier import RelationClassifier
    from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_TAGGER
    from kgbuild.training.context_training import add_context
    from kgbuild.training.fold_heads import forget_checkpoints, in_words
    from kgbuild.training.relation_encoding import Encoder
    from kgbuild.training.relation_material import gather
    from kgbuild.training.relation_recipe import RelationRecipe, load_relation_recipe
    from kgbuild.training.relation_training import train_relations

    if not (data or documents):
        raise click.UsageError("there is nothing to learn from: give --data, --documents or both")
    own = load_own_relations(
        documents,
        label=label,
        labels=labels,
        relation=relation,
        relation_labels=relation_labels,
        format=format,
    )
    if head and (documents or not data):
        raise click.UsageError(
            "--head is kept as it is: give it --data to fit a context to, and no --documents"
        )
    print_relations(own)
    settings = load_relation_recipe(recipe) if recipe else RelationRecipe()
    torch.set_num_threads(threads)
    words = Lexicon.load(lexicon or DEFAULT_LEXICON)
    encoder = Encoder(Tagger.load(tagger or DEFAULT_TAGGER, threads=threads), Linker(words))
    split = SentenceSplitter().split
    with Progress(TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=None)

        def told(corpus: str, count: int) -> None:
            bar.update(task, description=f"reading {corpus}: {count:,} documents")

        def trained(epoch: int, step: int, steps: int, loss: float) -> None:
            place = f"{in_words(epoch, settings)}: step {step}/{steps}"
            bar.update(task, description=f"{place}, loss {loss:.3f}")

        if head is None:
            material = gather(
                data,
                settings,
                encoder=encoder,
                split=split,
                reading=told,
                own=[document for corpus in own for document in corpus.documents],
            )
            dropped, learnt = material.dropped, len(material.train.pairs)
            facts = train_relations(
                settings,
                material,
                tagger=encoder.fingerprint,
                folder=out,
                checkpoints=out,
                progress=trained,
            )
        else:
            facts, dropped, learnt = RelationClassifier.load(head, tagger=encoder.fingerprint).facts, 0, 0
        if data:
            facts = add_context(
                head or out,
                data,
                settings,
                encoder=encoder,
                lexicon=words,
                split=split,
                folder=out,
                reading=told,
            )
    if head is None:
        forget_checkpoints(out, settings)
    _print_facts(out, facts, learnt, dropped)
    checked = f" --checked {settings.checked}" if settings.checked else ""
    if data:
        click.echo(f"score it: kgbuild evaluate relations --data {data} --model {out}{checked}")


def _print_facts(out: Path, facts: "RelationFacts", learnt: int, dropped: int) -> None:
    if dropped:
        click.echo(f"{dropped:,} documents of --documents dropped: they are scored")
    trained = f", trained on {learnt:,} pairs of mentions" if learnt else ""
    click.echo(f"{out}: {facts.name}{trained}")
    for predicate, threshold in facts.thresholds.items():
        reliability = 100 * facts.reliability[predicate]
        click.echo(f"  {predicate}: from a score of {threshold} on; reliability {reliability:.1f} %")
    if facts.context is not None:
        click.echo(f"  CAUSES over passages: from {facts.context.threshold} on")
