"""Load what third parties add: a class that is named by its module."""

from importlib import import_module
from typing import TypeVar

from kgbuild.errors import ComponentError

Component = TypeVar("Component")


def load_class(name: str) -> type:
    """Return the class that `module:Class` names; ComponentError says why it cannot be had.

    >>> load_class("fractions:Fraction").__name__
    'Fraction'
    """
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ComponentError(name, "it is not of the form module:Class")
    try:
        found: object = getattr(import_module(module), attribute)
    # Whatever a stranger's module does when it is imported.
    except Exception as error:
        raise ComponentError(name, str(error)) from error
    if not isinstance(found, type):
        raise ComponentError(name, "it is not a class")
    return found


def make(name: str, kind: type[Component], /, *arguments: object, **options: object) -> Component:
    """Return an instance of the class that `module:Class` names, which must be of this kind."""
    found = load_class(name)
    try:
        made: object = found(*arguments, **options)
    # Whatever a stranger's class does when it is made.
    except Exception as error:
        raise ComponentError(name, f"it cannot be made: {error}") from error
    if not isinstance(made, kind):
        raise ComponentError(name, f"it lacks what a {kind.__name__} has; see {kind.__module__}")
    return made
