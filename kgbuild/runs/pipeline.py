"""One end-to-end run from one TOML file: build, and if asked load the store and put questions to it.

```toml
[build]
inputs = ["papers", "more.xml.gz"]    # paths are taken from the file's own folder
workspace = "ws"
workers = 2                           # and whatever else `kgbuild build` takes

[load]                                # load the embedded store

[query]
names = ["drugs-for-disease"]         # named queries to run, and parameters, each for those that take it
parameters = { disease = "hypertension" }
```
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kgbuild.errors import PipelineError, QueryError, UnknownQueryError
from kgbuild.runs.options import BuildOptions
from kgbuild.store.named import NamedQuery, named_query

TABLES = ("build", "load", "query")
PATHS = ("tagger", "relations", "lexicon")
TYPES = {
    **{field.name: str for field in fields(BuildOptions)},
    **dict.fromkeys(("workers", "threads", "shard_size", "shard_characters"), int),
    "inputs": list,
    "workspace": str,
}
"""What `[build]` may hold, and of which type."""
QUERY_TYPES = {"names": list, "parameters": dict}


@dataclass(frozen=True, slots=True)
class Question:
    """A named query with all its parameters."""

    query: NamedQuery
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a pipeline file asks for; `load` says whether to load the store, `questions` are put to it."""

    inputs: list[Path]
    workspace: Path
    options: BuildOptions
    load: bool = False
    questions: list[Question] = field(default_factory=list)


def read_pipeline(path: Path) -> Pipeline:
    """Read a pipeline file; raises `PipelineError` saying what in it is wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PipelineError(path, f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PipelineError(path, f"is not TOML: {error}") from error
    _check(path, "the file", content, dict.fromkeys(TABLES, dict))
    build, query = content.get("build", {}), content.get("query", {})
    _check(path, "[build]", build, TYPES)
    _check(path, "[load]", content.get("load", {}), {})
    _check(path, "[query]", query, QUERY_TYPES)
    for needed in ("inputs", "workspace"):
        if not build.get(needed):
            raise PipelineError(path, f"[build] needs {needed!r}")
    folder = path.parent
    given = {key: value for key, value in build.items() if key not in {"inputs", "workspace"}}
    options = BuildOptions(**given | {key: folder / given[key] for key in PATHS if key in given})
    return Pipeline(
        inputs=[folder / _string(path, "inputs", name) for name in build["inputs"]],
        workspace=folder / build["workspace"],
        options=options,
        load="load" in content or "query" in content,
        questions=_questions(path, query.get("names", []), query.get("parameters", {})),
    )


def _questions(path: Path, names: list[object], parameters: Mapping[str, Any]) -> list[Question]:
    try:
        queries = [named_query(_string(path, "names", name)) for name in names]
        for query in queries:
            if query.by_meaning:
                problem = f"{query.name} needs an encoder, which no pipeline has; ask it with `kgbuild query`"
                raise PipelineError(path, problem)
        known = {parameter.name for query in queries for parameter in query.parameters}
        _check(path, "parameters", parameters, dict.fromkeys(known, object))
        return [Question(query, query.bind(_own(query, parameters))) for query in queries]
    except (QueryError, UnknownQueryError) as error:
        raise PipelineError(path, str(error)) from error


def _own(query: NamedQuery, parameters: Mapping[str, Any]) -> dict[str, Any]:
    names = {parameter.name for parameter in query.parameters}
    return {name: value for name, value in parameters.items() if name in names}


def _check(path: Path, where: str, given: Mapping[str, object], known: Mapping[str, type]) -> None:
    for key, value in given.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            names = ", ".join(sorted(known)) or "nothing"
            hint = f"did you mean {near[0]!r}?" if near else f"known there: {names}"
            raise PipelineError(path, f"{where} holds an unknown {key!r}; {hint}")
        # bool is an int for Python, but not for whoever wrote `workers = true`
        if not isinstance(value, known[key]) or (isinstance(value, bool) and known[key] is int):
            raise PipelineError(path, f"{where}: {key!r} must be {_NAMES[known[key]]}, not {value!r}")


_NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}


def _string(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise PipelineError(path, f"{key!r} must be a list of texts, but holds {value!r}")
    return value
