"""`kgbuild train`: fit the models that ship, or your own, to annotated corpora or to a graph."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "train",
    commands_by_name={
        "encoder": "kgbuild.cli.train_encoder:command",
        "tagger": "kgbuild.cli.train_tagger:command",
        "relations": "kgbuild.cli.train_relations:command",
        "links": "kgbuild.cli.train_links:command",
        "models": "kgbuild.cli.train_models:command",
    },
    help="Fit a model to annotated corpora, or to a graph.",
)
