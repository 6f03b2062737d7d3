"""`kgbuild evaluate`: score models on annotated corpora, or on what was held out of a graph."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "evaluate",
    commands_by_name={
        "tagger": "kgbuild.cli.evaluate_tagger:command",
        "relations": "kgbuild.cli.evaluate_relations:command",
        "grounding": "kgbuild.cli.evaluate_grounding:command",
        "links": "kgbuild.cli.evaluate_links:command",
    },
    help="Score a model on annotated corpora, or on what was held out of a graph.",
)
