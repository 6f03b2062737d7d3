"""What commands that read a user's annotated documents have in common: options, their help, and a report."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.training.formats.loading import OwnCorpus
    from kgbuild.training.formats.relating import OwnRelations
    from kgbuild.training.own_splits import Dropped

PATH = click.Path(path_type=Path, exists=True)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

RELATIONS_HELP = """\b
    Where relations are in the annotated documents (not in conll):
      brat       `R1<tab>LABEL Arg1:T1 Arg2:T2`; an event stands for its trigger
      bioc-xml, bioc-json   relations with `type` and two nodes with `refid`
      pubtator   `ID<tab>LABEL<tab>CONCEPT<tab>CONCEPT`, as of all mentions of these
      jsonl      "relations": [{"subject": 0, "object": 1, "label": "TREATS"}],
                 by positions in `entities`

    \b
    Labels other than TREATS, CAUSES and HAS_SYMPTOM must be mapped:
      --relation CID=CAUSES              or TREATS,CAUSES: either is right
      --relation Other=-                 tells nothing of its pair
    A pair in one sentence without a relation is taken as not related by what the path
    relates such types by. A relation is turned where only that fits the types."""

FORMATS_HELP = """\b
    Formats of annotated documents, told by content unless --format names one:
      conll      a token, …, and its tag in the last column, O, B-LABEL, I-LABEL
                 (BIO, IOB or BIOES); a blank line ends a sentence, a line
                 `-DOCSTART- ID` begins a document (ID may be missing)
      brat       name.txt and name.ann, `T1<tab>LABEL START END<tab>text`
      bioc-xml, bioc-json   annotations with `type` in passages or sentences
      pubtator   `ID|t|title`, `ID|a|abstract`, `ID<tab>START<tab>END<tab>text<tab>LABEL`
      jsonl      one object a line, offsets in characters, the end excluded:
                 {"id": "PMID:1", "text": "No fever.", "entities":
                  [{"start": 3, "end": 8, "label": "Symptom", "id": "HP:0001945"}]}
                 where the `id`s may be missing

    \b
    Labels other than Disease, Symptom and Drug must be mapped:
      --label Chemical=Drug              a mention of Chemical is one of Drug
      --label Finding=Disease,Symptom    either is right; to train, add documents
                                         that tell which is which
      --label Gene=-                     is left out; --label '*=-': all others
    A type that no mention of a path may have is taken as not looked for there."""


def document_options(documents: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--documents` (the text is its help), `--label`, `--labels` and `--format`."""
    options = (
        click.option("--documents", multiple=True, type=PATH, metavar="PATH", help=documents),
        click.option(
            "--label",
            multiple=True,
            metavar="LABEL=TYPE",
            help="What a label stands for; may be given again.",
        ),
        click.option("--labels", type=FILE, help='TOML file with lines like Chemical = "Drug".'),
        click.option(
            "--format", metavar="NAME", help="Format of the documents, or module:Class of a reader."
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def load_own(
    paths: Sequence[Path], *, label: Sequence[str], labels: Path | None, format: str | None
) -> tuple["OwnCorpus", ...]:
    """Return the corpora of the paths; options about documents are refused where there are none."""
    from kgbuild.training.formats.labels import type_labels
    from kgbuild.training.formats.loading import load_corpora

    if not paths:
        if label or labels or format:
            raise click.UsageError("--label, --labels and --format are about --documents, which is missing")
        return ()
    return load_corpora(paths, type_labels(label, labels), format=format)


def print_corpora(corpora: Sequence["OwnCorpus"]) -> None:
    """Print what was read: documents, mentions by type, labels, and what was done about the unusual."""
    for corpus in corpora:
        types = ", ".join(f"{type} {count:,}" for type, count in corpus.mentions.items())
        formats = " and ".join(corpus.formats)
        click.echo(f"{corpus.name}: {len(corpus.documents):,} documents ({formats}), mentions: {types}")
        click.echo("  labels: " + ", ".join(f"{label} {count:,}" for label, count in corpus.labels.items()))
        if corpus.left_out:
            count, labels = sum(corpus.left_out.values()), ", ".join(corpus.left_out)
            click.echo(f"  left out: {count:,} mentions of {labels}")
        for type in corpus.not_looked_for:
            click.echo(f"  no mention is a {type}: taken as not looked for, and left out of scores")
        for note in corpus.notes:
            click.echo(f"  {note}")


def relation_options() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--relation` and `--relation-labels`."""
    options = (
        click.option(
            "--relation", multiple=True, metavar="LABEL=PREDICATE", help="What a relation stands for."
        ),
        click.option("--relation-labels", type=FILE, help='TOML file with lines like CID = "CAUSES".'),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def load_own_relations(
    paths: Sequence[Path],
    *,
    label: Sequence[str],
    labels: Path | None,
    relation: Sequence[str],
    relation_labels: Path | None,
    format: str | None,
) -> tuple["OwnRelations", ...]:
    """Return the labelled pairs of the paths; options about them are refused where there are none."""
    from kgbuild.mentions.sentences import SentenceSplitter
    from kgbuild.training.formats import labels as maps
    from kgbuild.training.formats.relating import load_relations

    if not paths:
        if label or labels or relation or relation_labels or format:
            options = "--label, --labels, --relation, --relation-labels and --format"
            raise click.UsageError(f"{options} are about --documents, which is missing")
        return ()
    types, predicates = maps.type_labels(label, labels), maps.relation_labels(relation, relation_labels)
    return load_relations(paths, types, predicates, format=format, split=SentenceSplitter().split)


def print_relations(corpora: Sequence["OwnRelations"]) -> None:
    """Print what was read: documents, relations by label, labelled pairs, what was done about the unusual."""
    for corpus in corpora:
        pairs = ", ".join(f"{answer} {count:,}" for answer, count in corpus.pairs.items())
        click.echo(f"{corpus.name}: {len(corpus.documents):,} documents, pairs in one sentence: {pairs}")
        click.echo(
            "  relations: " + ", ".join(f"{label} {count:,}" for label, count in corpus.labels.items())
        )
        for note in corpus.notes:
            click.echo(f"  {note}")


def print_dropped(dropped: "Dropped") -> None:
    """Print how many documents are not used as their path would have it, by reason."""
    reasons = {
        "of --documents dropped: they are scored": dropped.scored,
        "of --documents dropped from training: they decide elsewhere when to stop": dropped.stopping,
        "of --documents dropped: an earlier path has them": dropped.repeated,
        "of --data dropped from training: --documents or --stopping have them": dropped.built_in,
    }
    for reason, count in reasons.items():
        if count:
            click.echo(f"{count:,} documents {reason}")
