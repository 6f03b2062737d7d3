"""The second half of `kgbuild demo --links`: train on the graph, predict, explain."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console, RenderableType

    from kgbuild.domain.prediction import Prediction
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.explain import Explanation
    from kgbuild.links.model_folder import Predictor

SOURCE = "hpo"
MODEL = "demo-links"
RELATION = "TREATS"
HARM = "CAUSES"
SHOWN = 5
PATHS = 3
"""Paths of each prediction that are looked at."""
CONSIDERED = 40
"""Predictions for which a path is looked for; some lean on names alone."""


def add_context(console: "Console", workspace: Path) -> None:
    """Put what HPO says about the diseases of the graph beside it, unless it is there already."""
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.entities.sources.hpo import annotations_file
    from kgbuild.graph.assemble import Knowledge
    from kgbuild.graph.curated import list_curated
    from kgbuild.graph.import_curated import import_curated
    from kgbuild.graph.workspace import Workspace
    from kgbuild.resources import DEFAULT_LEXICON
    from kgbuild.runs.fingerprints import files_fingerprint
    from kgbuild.runs.lock import locked

    folder = Workspace.open(workspace)
    done = {source.name: source for source in list_curated(folder)}.get(SOURCE)
    if done is None:
        knowledge = Knowledge(
            files_fingerprint(DEFAULT_LEXICON), lambda: Lexicon.load(DEFAULT_LEXICON).lookup
        )
        with locked(workspace):
            done = import_curated(
                folder, annotations_file(), format=SOURCE, knowledge=knowledge, about_known=True
            )
    console.print(
        f"Beside them: {done.relations:,} annotations of their diseases by the Human Phenotype Ontology, "
        f"version {done.version}, under the {done.licence}.",
        soft_wrap=True,
    )


def model_folder(workspace: Path) -> Path:
    """Return where the demo's model lies: another graph in the same workspace gets one of its own."""
    from kgbuild.graph.published import published
    from kgbuild.graph.workspace import Workspace

    return workspace / "models" / f"{MODEL}-{published(Workspace.open(workspace)).manifest.build}"


def train(workspace: Path) -> "Predictor":
    """Train the demo's small model on the graph, or open it where it is trained already."""
    from kgbuild.cli.train_options import described, training_bar
    from kgbuild.errors import ModelFolderError
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.features import cache_folder
    from kgbuild.links.model_folder import load_predictor, read_facts
    from kgbuild.links.recipe import load_link_recipe
    from kgbuild.links.training import train_links
    from kgbuild.links.workspace import read_workspace
    from kgbuild.resources import DEMO_LINKS
    from kgbuild.training.device import choose_device

    folder = Workspace.open(workspace)
    model = model_folder(workspace)
    try:
        read_facts(model)
    except ModelFolderError:
        recipe = load_link_recipe(DEMO_LINKS)
        with training_bar() as bar:
            task = bar.add_task("reading names", total=None)
            train_links(
                recipe,
                read_workspace(folder, recipe.splitting()),
                model,
                cache=cache_folder(),
                device="cpu",
                # So that all see the same predictions, and a busy machine loses no time with waiting threads.
                threads=1,
                encoding=lambda done, all: bar.update(task, completed=done, total=all),
                progress=lambda name, step, steps, loss, best: bar.update(
                    task, completed=step, total=steps, description=described(name, loss, best)
                ),
            )
    return load_predictor(model, device=choose_device("cpu"), everything_known=True)


def predict_links(console: "Console", workspace: Path) -> "Prediction | None":
    """Train, predict treatments, show the likeliest with a path each, and return the first."""
    from rich.padding import Padding
    from rich.rule import Rule

    from kgbuild.graph.predictions import add_predictions
    from kgbuild.graph.workspace import Workspace
    from kgbuild.runs.lock import locked

    add_context(console, workspace)
    console.print("A small graph network learns from both; that takes a minute or two, once.")
    predictor = train(workspace)
    folder = Workspace.open(workspace)
    shown = with_reasons(predictor, folder)
    with locked(workspace):
        add_predictions(folder, [one for one, _ in shown])
    vocabulary = predictor.material.dataset.vocabulary
    names = dict(zip(vocabulary.entities, vocabulary.names, strict=True))
    console.print(Rule("Treatments that the graph lacks and a graph network thinks likely", align="left"))
    for one, why in shown:
        console.print(Padding(_prediction(one, why, names), (0, 0, 0, 2)))
    note = "Probabilities are calibrated on relations that were held out. Leads for research, not advice."
    console.print(Padding(note if shown else "none with a path that tells why", (0, 0, 1, 2)))
    return shown[0][0] if shown else None


def with_reasons(
    predictor: "Predictor", workspace: "Workspace"
) -> "Sequence[tuple[Prediction, Explanation]]":
    """Return the likeliest treatments that lean on a path more than on random ones, and that path of each.

    Each drug and each disease comes once.
    """
    from kgbuild.links.explain import explain
    from kgbuild.links.likeliest import likeliest

    found: list[tuple[Prediction, Explanation]] = []
    shown: set[str] = set()
    for one in likeliest(predictor, workspace, RELATION, top=CONSIDERED):
        if len(found) == SHOWN:
            break
        if {one.subject, one.object} & shown:
            continue
        paths = explain(predictor, workspace, head=one.subject, relation=RELATION, tail=one.object, top=PATHS)
        best = next((path for path in paths if _reason(path)), None)
        if best is not None:
            found.append((one, best))
            shown |= {one.subject, one.object}
    return found


def _reason(path: "Explanation") -> bool:
    """Whether a path counts, and without harm on the way, which is no reason to treat with anything."""
    counts = path.drop > max(0.0, path.random_drop or 0.0)
    return counts and all(edge.relation != HARM for edge in path.edges)


def _prediction(one: "Prediction", why: "Explanation", names: "Mapping[str, str]") -> "RenderableType":
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from kgbuild.cli.demo_report import shortened

    claim = Text.assemble(
        (f"{one.probability:.2f}  ", "bold"), (names[one.subject], "cyan"), " may treat ",
        (names[one.object], "red"),
    )  # fmt: skip
    lines: list[RenderableType] = [claim]
    for edge in why.edges:
        said = edge.relation.replace("_", " ").lower()
        lines.append(Padding(Text(f"{edge.subject_name} {said} {edge.object_name}"), (0, 0, 0, 6)))
        source = Text(f"annotation of {edge.source}", style="dim")
        if edge.sentence:
            source = Text.assemble((f"“{shortened(edge.sentence)}” ", "italic"), (edge.document_id, "dim"))
        lines.append(Padding(source, (0, 0, 0, 8)))
    return Group(*lines)
