"""Named queries: Cypher with a header that says what it asks and which parameters it takes.

```
// Which drugs treat this disease?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name drugs-for-disease -p disease="hypertension"
MATCH …
```

A parameter without a default must be given. One of type `meaning` is text, in place of which the query takes
its vector: see `kgbuild.store.meanings`. A file is a valid query as it stands, header and all.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from kgbuild.errors import QueryError, UnknownQueryError
from kgbuild.store.bolt import Store

SUFFIX = ".cypher"
TEXTS = frozenset({"text", "meaning"})
TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(TEXTS, str),
    "number": (int, float),
    "whole number": int,
}
_PARAMETER = re.compile(r"// \$(\w+) \(([a-z ]+)\)(?: = ([^:]+))?: (.+)")
_EXAMPLE = "// Example: "
_ENTITY = "name, synonym or id"
_KNOWN = "MATCH (n:Entity) WHERE toLower($name) IN n.search_names RETURN n.name LIMIT 1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` counts unless it is `required`. `type` is one of `TYPES`."""

    name: str
    type: str
    meaning: str
    required: bool
    default: Any = None

    @property
    def names_an_entity(self) -> bool:
        """Whether its value is to be an entity's name, synonym or id."""
        return self.meaning.startswith(_ENTITY)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question, its Cypher, and what it takes."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    example: str
    statement: str

    @property
    def by_meaning(self) -> tuple[str, ...]:
        """The parameters in place of which the statement takes vectors."""
        return tuple(each.name for each in self.parameters if each.type == "meaning")

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return all parameters, with defaults; raises `QueryError` for missing, unknown and unfit ones."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known) or 'none'}"
                raise QueryError(f"{self.name} takes no parameter {name!r}; {hint}")
        missing = [name for name, parameter in known.items() if parameter.required and name not in given]
        if missing:
            raise QueryError(f"{self.name} needs -p {missing[0]}=…; for example: {self.example}")
        return {name: _fit(self.name, p, given.get(name, p.default)) for name, p in known.items()}


def unknown_entities(store: Store, query: NamedQuery, values: Mapping[str, Any]) -> list[str]:
    """Return those of the values that should name an entity and name none in the store."""
    asked = (values[parameter.name] for parameter in query.parameters if parameter.names_an_entity)
    return [value for value in asked if not store.query(_KNOWN, {"name": value}).rows]


def query_names() -> list[str]:
    """Return the names of all named queries, sorted."""
    names = (file.name for file in files("kgbuild.store.queries").iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def named_query(name: str) -> NamedQuery:
    """Return one named query; raises `UnknownQueryError`.

    >>> named_query("top-treatments").bind({"limit": 3})
    {'limit': 3}
    """
    names = query_names()
    if name not in names:
        raise UnknownQueryError(name, get_close_matches(name, names, n=2))
    return _read(name, (files("kgbuild.store.queries") / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


def _read(name: str, text: str) -> NamedQuery:
    header = [line for line in text.splitlines() if line.startswith("//")]
    matches = filter(None, map(_PARAMETER.fullmatch, header))
    parameters = tuple(
        Parameter(
            match[1],
            match[2],
            match[4],
            required=match[3] is None,
            default=None if match[3] is None else json.loads(match[3]),
        )
        for match in matches
    )
    example = next(line.removeprefix(_EXAMPLE) for line in header if line.startswith(_EXAMPLE))
    return NamedQuery(name, header[0].removeprefix("// "), parameters, example, text)


def _fit(query: str, parameter: Parameter, value: Any) -> Any:
    # Whoever types `-p disease=22q11` or `-p document=123` means text, whatever it looks like.
    if parameter.type in TEXTS and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, TYPES[parameter.type]) or isinstance(value, bool):
        raise QueryError(f"{query}: {parameter.name} must be a {parameter.type}, not {value!r}")
    return value
