"""`kgbuild vocabulary lookup`: what a name may mean, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.domain.mention import EntityType
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.entities.linker import Candidate, Linker

TYPES = click.Choice(["Disease", "Symptom", "Drug"], case_sensitive=False)


@click.command("lookup")
@click.argument("name")
@click.option(
    "--type", "type_name", type=TYPES, help="Type that the tagger would have seen.  [default: each]"
)
@click.option("--lexicon", type=click.Path(path_type=Path, dir_okay=False), help="Another lexicon.")
@click.option("--json", "as_json", is_flag=True, help="Print the candidates as JSON.")
def command(name: str, type_name: str | None, lexicon: Path | None, as_json: bool) -> None:
    """Show what NAME may mean: candidates with score, reason, ids, source and licence, the best first.

    \b
    Examples:
      kgbuild vocabulary lookup "cancer of the lung"
      kgbuild vocabulary lookup paracetamol --type Drug
      kgbuild vocabulary lookup MS --json
    """
    from kgbuild.domain.mention import EntityType
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.entities.linker import Linker
    from kgbuild.resources import DEFAULT_LEXICON

    if not name.strip():
        raise click.BadParameter("a name has at least one letter", param_hint="NAME")
    loaded = Lexicon.load(lexicon or DEFAULT_LEXICON)
    linker = Linker(loaded)
    types = [EntityType(type_name.capitalize())] if type_name else list(EntityType)
    found = {type: linker.candidates(name, type) for type in types}
    if as_json:
        import json

        answer = [
            {"seen_as": str(type), "ungrounded": None if candidates else _ungrounded(linker, name, type)}
            | {"candidates": [_described(loaded, candidate) for candidate in candidates]}
            for type, candidates in found.items()
        ]
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    for type, candidates in found.items():
        click.secho(f"{name!r} seen as {type}", bold=True)
        for candidate in candidates:
            one = _described(loaded, candidate)
            click.echo(f"  {one['score']:.3f}  {one['id']}  {one['name']}  [{one['type']}]")
            click.echo(f"         {one['reason']}: {one['matched']!r} of {one['source']} ({one['licence']})")
            if one["xrefs"]:
                click.echo(f"         also {', '.join(one['xrefs'])}")
        if not candidates:
            click.echo(f"  nothing; a mention of it becomes {_ungrounded(linker, name, type)}")


def _described(lexicon: Lexicon, candidate: Candidate) -> dict[str, Any]:
    entity = lexicon.entity(candidate.id)
    source = lexicon.source(candidate.row)
    return {
        "id": candidate.id,
        "name": entity.name if entity else "",
        "type": str(candidate.type),
        "score": round(candidate.score, 4),
        "reason": candidate.reason,
        "matched": lexicon.name(candidate.row),
        "xrefs": list(entity.xrefs) if entity else [],
        "source": source.title,
        "version": source.version,
        "licence": source.licence,
    }


def _ungrounded(linker: Linker, name: str, type: EntityType) -> str:
    from kgbuild.domain.mention import Mention
    from kgbuild.domain.span import Span

    return linker.ground(Mention("", Span(0, len(name)), name, type, 1.0, 0)).entity_id
