"""The options by which commands are asked for vectors of entities' names."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.links.name_encoder import NameEncoder

_OPTIONS = (
    click.option(
        "--embeddings",
        is_flag=True,
        help="Give entities vectors of their names, and an index that finds the nearest; needs torch.",
    ),
    click.option(
        "--encoder", help="With --embeddings: folder or hub id of a BERT-like encoder.  [default: MiniLM]"
    ),
)


def embedding_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--embeddings` and `--encoder`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_encoder(*, embeddings: bool, encoder: str | None) -> "NameEncoder | None":
    """Return the encoder asked for, if any; raises `MissingExtraError` where torch is missing."""
    if not embeddings:
        if encoder:
            raise click.UsageError("--encoder goes with --embeddings")
        return None
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.links.name_encoder import NameEncoder

    return NameEncoder(encoder)
