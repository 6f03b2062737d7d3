"""The command that is running, as it can be typed again."""

import shlex

import click
from click.core import ParameterSource


def typed_command() -> str:
    """Return the running command with the options that were given, quoted for a shell."""
    context = click.get_current_context()
    words = context.command_path.split()
    for parameter in context.command.params:
        name = parameter.name or ""
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = context.params[name]
        option = parameter.opts[-1] if isinstance(parameter, click.Option) else ""
        if isinstance(parameter, click.Option) and parameter.is_flag:
            words.append(option)
            continue
        # None is what number_or_all makes of `all`.
        for one in value if isinstance(value, tuple) else (value,):
            words += [option] * bool(option) + ["all" if one is None else str(one)]
    return shlex.join(words)
