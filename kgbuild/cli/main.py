"""The `kgbuild` command: a table of commands, and the one place where errors become exit statuses."""

import os
import sys

import click

from kgbuild import __version__
from kgbuild.cli.lazy import LazyGroup
from kgbuild.errors import KgbuildError

COMMANDS = {
    "build": "kgbuild.cli.build:command",
    "run": "kgbuild.cli.run:command",
    "import": "kgbuild.cli.import_:command",
    "query": "kgbuild.cli.query:command",
    "stats": "kgbuild.cli.stats:command",
    "diff": "kgbuild.cli.diff:command",
    "retract": "kgbuild.cli.retract:command",
    "graph": "kgbuild.cli.graph:command",
    "load": "kgbuild.cli.load:command",
    "pull": "kgbuild.cli.pull:command",
    "export": "kgbuild.cli.export:command",
    "store": "kgbuild.cli.store:command",
    "vocabulary": "kgbuild.cli.vocabulary:command",
    "train": "kgbuild.cli.train:command",
    "evaluate": "kgbuild.cli.evaluate:command",
    "predict": "kgbuild.cli.predict:command",
    "explain": "kgbuild.cli.explain:command",
    "detach": "kgbuild.cli.detach:command",
    "bench": "kgbuild.cli.bench:command",
    "demo": "kgbuild.cli.demo:command",
    "doctor": "kgbuild.cli.doctor:command",
}

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 + SIGINT, as shells have it."""

HELP = """Read medical literature into a knowledge graph with evidence for every relation.

\b
Examples:
  kgbuild build papers/ more.xml.gz -w ws
  kgbuild query -w ws --name drugs-for-disease -p disease=hypertension
  kgbuild query -w ws "MATCH (d:Drug)-[r:TREATS]->(x) RETURN d.name, x.name, r.belief LIMIT 5"
  kgbuild stats -w ws

\b
Exit status: 0 all well, 1 an error that was explained, 2 wrong usage,
3 done but some records are in the quarantine, 130 stopped by Ctrl-C.
"""

command = LazyGroup("kgbuild", commands_by_name=COMMANDS, help=HELP)
command = click.version_option(__version__, prog_name="kgbuild")(command)


def main() -> None:
    """Run the command line and exit."""
    try:
        status = command.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("kgbuild: stopped", err=True)
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except KgbuildError as error:
        click.echo(f"kgbuild: {error}", err=True)
        status = 1
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        # The system's word on a file that nobody closer could explain, as of a disk that is full.
        where = error.filename or "a file, or where the output goes"
        click.echo(f"kgbuild: {where}: {error.strerror or error}", err=True)
        status = 1
    sys.exit(status if isinstance(status, int) else 0)
