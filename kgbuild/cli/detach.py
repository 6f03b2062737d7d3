"""`kgbuild detach`: take a trained link model off its graph."""

from pathlib import Path

import click

from kgbuild.cli.link_options import EXISTING_FOLDER, FOLDER


@click.command("detach")
@click.option("--model", type=EXISTING_FOLDER, required=True, help="Folder of a model.")
@click.option("--out", type=FOLDER, required=True, help="Folder for what it learnt.")
def command(*, model: Path, out: Path) -> None:
    """Take what a link model learnt off its graph, to be asked about any other one.

    Written are its weights, in a few hundred kilobytes, and neither the graph nor the entities. The model
    must have no members but degree, text and paths, which have no weights of single entities, and
    `kgbuild evaluate links --promote` must have promoted it.

    \b
    Examples:
      kgbuild detach --model ws/models/links --out portable
      kgbuild predict -w other --model portable --head MESH:D001241 --relation TREATS
      kgbuild evaluate links -w other --model portable

    It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.links.portable import detach

    facts = detach(model, out)
    click.echo(f"{out}: what {facts.run} learnt; ask it: kgbuild predict -w WORKSPACE --model {out}")
