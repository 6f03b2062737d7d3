"""What commands that read a user's annotated documents have in common: options, their help, and a report."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.training.formats.loading import OwnCorpus
    from kgbuild.training.own_splits import Dropped

PATH = click.Path(path_type=Path, exists=True)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

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
      --label Finding=Disease,Symptom    either is right
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
    from kgbuild.training.formats.labels import LabelMap
    from kgbuild.training.formats.loading import load_corpora

    if not paths:
        if label or labels or format:
            raise click.UsageError("--label, --labels and --format are about --documents, which is missing")
        return ()
    return load_corpora(paths, LabelMap.of(label, labels), format=format)


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
            click.echo(f"  no mention may be a {type}: it is taken as not looked for")
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
