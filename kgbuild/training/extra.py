"""Whether the packages that training needs are installed."""

from importlib.util import find_spec

from kgbuild.errors import MissingExtraError

PACKAGES = ("torch", "transformers", "onnx", "peft")


def require_learn() -> None:
    """Raise MissingExtraError where a package of the extra `learn` is not installed; imports none of them."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingExtraError("learn", missing)
