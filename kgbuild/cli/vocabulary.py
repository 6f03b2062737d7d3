"""`kgbuild vocabulary`: the lexicon that mentions are grounded with."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "vocabulary",
    commands_by_name={
        "build": "kgbuild.cli.vocabulary_build:command",
        "lookup": "kgbuild.cli.vocabulary_lookup:command",
    },
    help="Build the lexicon that mentions are grounded with, or ask it what a name means.",
)
