"""`kgbuild store status`: whether the embedded server runs, and what it holds."""

import json
from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE


@click.command("status")
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def command(workspace: Path, as_json: bool) -> None:
    """Say whether the server of the embedded store runs, where, and since when. Starts nothing.

    \b
    Examples:
      kgbuild store status -w ws
      kgbuild store status -w ws --json
    """
    from contextlib import suppress
    from datetime import UTC, datetime

    import psutil

    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.embedded import in_use
    from kgbuild.store.state import recall

    folder = Workspace.open(workspace).store
    state = recall(folder)
    facts: dict[str, object] = {"running": state is not None}
    if state is not None:
        facts |= {
            "url": state.url,
            "pid": state.pid,
            "since": datetime.fromtimestamp(state.started, UTC).isoformat(timespec="seconds"),
            "in_use": in_use(folder),
        }
        with suppress(psutil.NoSuchProcess):
            facts["memory_bytes"] = psutil.Process(state.pid).memory_info().rss
    if folder.exists():
        facts["disk_bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if as_json:
        click.echo(json.dumps(facts, indent=1))
    else:
        for name, value in facts.items():
            shown = f"{value / 1e6:,.0f} MB" if name.endswith("_bytes") and isinstance(value, int) else value
            click.echo(f"{name.removesuffix('_bytes')}: {shown}")
