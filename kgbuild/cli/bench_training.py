"""`kgbuild bench training`: what each option of a tagger's training gives and costs."""

import json
from pathlib import Path
from typing import Any

import click

from kgbuild.cli.train_options import EXISTING_FOLDER, FILE, FOLDER

PLAN = Path("pipelines") / "ablation.toml"
COUNT = click.IntRange(min=1)


@click.command("training")
@click.option("--data", required=True, type=EXISTING_FOLDER, help="Folder that holds the corpora.")
@click.option("--out", required=True, type=FOLDER, help="Folder of the results; made if missing.")
@click.option("--recipe", default=PLAN, show_default=True, type=FILE, help="TOML file with the variants.")
@click.option("--documents", default=100, show_default=True, type=COUNT, help="Documents to train on.")
@click.option("--epochs", type=COUNT, help="Epochs of each variant.  [default: those of the file]")
@click.option("--only", multiple=True, help="Measure this variant alone; may be repeated.")
@click.option("--encoder", help="Folder or hub id of a BERT-like encoder.  [default: MiniLM]")
@click.option("--device", default="auto", show_default=True, help="Where to train: cpu, cuda, mps, …")
@click.option("--threads", default=1, show_default=True, type=COUNT, help="Threads to use.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    data: Path,
    out: Path,
    recipe: Path,
    documents: int,
    epochs: int | None,
    only: tuple[str, ...],
    encoder: str | None,
    device: str,
    threads: int,
    as_json: bool,
) -> None:
    """Train variants of a recipe on the same documents of BC5CDR and compare them.

    Each variant changes some settings of the base. F1 is that of the best epoch on BC5CDR's stopping
    documents. OUT/ablation.json holds the figures. Stop it as you like and run the same again: variants that
    are done are not measured again.

    \b
    Examples:
      kgbuild bench training --data corpora --out ablation
      kgbuild bench training --data corpora --out ablation --only base --only lora
      kgbuild bench training --data corpora --out mine --recipe my-variants.toml --documents 500 --json

    It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.cli.train_options import training_bar
    from kgbuild.training.ablation import in_a_process, run_ablation
    from kgbuild.training.ablation_plan import load_plan

    variants = load_plan(recipe, epochs=epochs)
    with training_bar() as bar:
        task = bar.add_task("reading the corpora", total=len(variants))

        def began(name: str, number: int, total: int) -> None:
            bar.update(task, description=f"{name}, {number} of {total}", completed=number - 1)

        result = run_ablation(
            variants, data, out, documents=documents, only=only, encoder=encoder, device=device,
            threads=threads, measuring=in_a_process, progress=began,
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(result, indent=1))
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    documents = f"{result['training_documents']} documents of BC5CDR"
    table = Table(title=f"{documents}, scored on {result['stopping_documents']} others")
    table.add_column("option")
    for name in ("F1", "against base", "processor s", "trained", "of", "peak MB"):
        table.add_column(name, justify="right")
    base = result["rows"].get("base")
    for name, row in result["rows"].items():
        change = f"{100 * (row['f1'] - base['f1']):+.2f}" if base and name != "base" else ""
        table.add_row(
            name,
            f"{100 * row['f1']:.2f}",
            change,
            f"{row['processor_seconds']:,.0f}",
            f"{row['trained_parameters'] / 1e6:.2f} M",
            f"{row['parameters'] / 1e6:.2f} M",
            f"{row['peak_bytes'] / 1e6:,.0f}",
        )
    Console().print(table)
