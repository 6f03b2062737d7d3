"""Read parameters of queries as people type them."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from kgbuild.errors import QueryError


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


def _refuse(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are names here, as in any text
