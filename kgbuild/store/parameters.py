"""Read parameters of queries as people type them, and check what no store takes."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kgbuild.errors import OptionError, QueryError

LEAST_SECONDS, MOST_SECONDS = 0.001, 86_400.0
"""Of a time limit: a store counts milliseconds, and 0 is none; a day is more than any question takes."""
_MOST_WHOLE = 2**63


def read_parameters(given: Iterable[str], *, text: Collection[str] = ()) -> dict[str, Any]:
    """Return the values of `name=value` pairs; those of the names in `text` are taken as they stand.

    >>> read_parameters(["year=2020", "drug=aspirin", "id=007", 'names=["a", "b"]', "retracted=false"])
    {'year': 2020, 'drug': 'aspirin', 'id': '007', 'names': ['a', 'b'], 'retracted': False}
    >>> read_parameters(["document=123"], text={"document"})
    {'document': '123'}
    """
    values = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        name = name.strip().removeprefix("$")
        if not equals or not name:
            raise QueryError(f"a parameter reads name=value, not {pair!r}")
        values[name] = value if name in text else parameter_value(value)
    return values


def parameter_value(text: str) -> Any:
    """Return the number, true or false, null, list, map or quoted text that it is in JSON, else the text.

    >>> [parameter_value(text) for text in ("0.5", "hypertension", "PMID:1", '"5"')]
    [0.5, 'hypertension', 'PMID:1', '5']
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except ValueError:
        return text


def check_seconds(seconds: float) -> None:
    """Raise `OptionError` unless a time limit is between a millisecond and a day."""
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:  # So NaN is refused, too.
        raise OptionError(
            f"a time limit is {LEAST_SECONDS} to {MOST_SECONDS:,.0f} seconds, a millisecond to a day, "
            f"not {seconds:g}"
        )


def check_sendable(statement: str, parameters: Mapping[str, Any]) -> None:
    """Raise `QueryError` for what Bolt cannot carry: numbers beyond 64 bits, and text that is no UTF-8."""
    _check("the query", statement)
    for name, value in parameters.items():
        _check("the name of a parameter", name)
        _check(f"the parameter {name}", value)


def _check(what: str, value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise QueryError(
                f"{what} holds a byte that is no UTF-8, at character {error.start + 1}: set the terminal, or "
                "what the text comes from, to UTF-8"
            ) from error
    elif isinstance(value, int) and not -_MOST_WHOLE <= value < _MOST_WHOLE:
        raise QueryError(
            f"{what} is a whole number beyond 64 bits, which no store holds: write it as text, in quotes "
            "within the quotes (-p 'n=\"123\"'), or with a decimal point"
        )
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check(what, key)
            _check(what, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(what, inner)


def _refuse(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are names here, as in any text
