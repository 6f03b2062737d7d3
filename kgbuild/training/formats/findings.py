"""Gather what is wrong with annotated files, and what was done about what is unusual, to tell all at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done so many times, and where first."""

    what: str
    count: int
    place: str

    def __str__(self) -> str:
        return f"{self.count:,} {self.what} (first: {self.place})"


class Findings:
    """The problems, which are errors in the end, and the notes, which are not, in the order they came up.

    >>> findings = Findings()
    >>> for line in (3, 8):
    ...     findings.note("nested mentions left out", f"a.ann, line {line}")
    >>> print(*findings.notes)
    2 nested mentions left out (first: a.ann, line 3)
    """

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._notes: dict[str, Note] = {}

    def problem(self, place: str, message: str) -> None:
        """Keep what is wrong; the place is a file, and where in it as far as that is known."""
        self._problems.append(f"{place}: {message}")

    def note(self, what: str, place: str) -> None:
        """Count that something was done, `what` being a noun with its participle, in the plural."""
        before = self._notes.get(what)
        self._notes[what] = Note(what, before.count + 1, before.place) if before else Note(what, 1, place)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong so far, each with its place."""
        return tuple(self._problems)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was done so far."""
        return tuple(self._notes.values())
