"""Run the command line with `python -m kgbuild`."""

from kgbuild.cli.main import main

main()
