"""Every example in a docstring runs, in every module that there is."""

import doctest
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import kgbuild

ROOT = Path(kgbuild.__file__).parent


def _modules() -> list[str]:
    files = (path.relative_to(ROOT.parent) for path in ROOT.rglob("*.py") if path.name != "__main__.py")
    return sorted(".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files)


@pytest.mark.parametrize("name", _modules())
def test_examples_run(name: str) -> None:
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith("kgbuild") or find_spec(missing) is not None:
            raise
        pytest.skip(f"{missing} is not installed")
    assert not doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed
