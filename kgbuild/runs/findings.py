"""What an examination of the installation comes to."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    OPTIONAL = "optional"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `mend` says what to do where it is not good."""

    name: str
    state: State
    detail: str
    mend: str = ""
