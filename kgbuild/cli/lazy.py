"""A command group that imports a command only when it is run or listed."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Commands named as `module:attribute`, so that starting up costs what one command costs.

    >>> group = LazyGroup("demo", commands_by_name={"stats": "kgbuild.cli.stats:command"})
    >>> group.list_commands(click.Context(group))
    ['stats']
    """

    def __init__(self, name: str, *, commands_by_name: Mapping[str, str], help: str | None = None) -> None:
        super().__init__(name, help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self._targets = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self._targets)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None where the name is unknown."""
        target = self._targets.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{target} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest names in the error for an unknown one."""
        name = args[0]
        if name in self._targets or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(name, self._targets)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        ctx.fail(f"No such command {name!r}.{hint} See `{ctx.command_path} --help`.")
