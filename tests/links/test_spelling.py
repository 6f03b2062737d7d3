"""Which names are spelt alike."""

import numpy as np
import pytest

pytestmark = pytest.mark.learn
pytest.importorskip("sklearn")

from kgbuild.links.neighbours import find_neighbours  # noqa: E402
from kgbuild.links.spelling import by_spelling  # noqa: E402

NAMES = ("SLC25A13", "SLC4A5", "HTR2A", "lisinopril", "ramipril", "HTR1B", "ibuprofen")
ALL = np.arange(len(NAMES))


def test_members_of_a_family_are_nearest() -> None:
    found = find_neighbours(by_spelling(NAMES), (), np.ones(len(NAMES), dtype=np.bool_), count=1)
    nearest = {NAMES[own]: NAMES[other] for own, (other,) in enumerate(found.nearest)}
    assert nearest["SLC25A13"] == "SLC4A5"
    assert nearest["HTR1B"] == "HTR2A"
    assert nearest["lisinopril"] == "ramipril"


def test_a_name_is_wholly_like_itself_in_any_case() -> None:
    alike = by_spelling(("Aspirin", "aspirin", "fever"))(np.array([0]), np.array([0, 1, 2]))
    assert alike[0, :2].tolist() == pytest.approx([1, 1])
    assert alike[0, 2] < 0.1


def test_a_name_without_letters_is_like_none() -> None:
    alike = by_spelling(("fever", " ", "\u200b "))(np.array([1, 2]), np.array([0]))
    assert alike.max() <= 0.0


def test_names_without_any_letters_are_like_none() -> None:
    assert by_spelling(("", " "))(np.array([0, 1]), np.array([0, 1])).tolist() == [[0, 0], [0, 0]]
