"""Makers that behave as the text of their documents says, for worker processes to load by name."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.errors import OptionError
from kgbuild.runs.tasks import Job, Outcome, Task


class Obedient:
    """Does as documents say: `die`, `die unless FILE` (which it makes), `explain`, `break` or `sleep N`."""

    def __init__(self, job: Job) -> None:
        pass

    def make(self, task: Task, *, reading: Callable[[int], None]) -> Outcome:
        documents = 0
        for position, record in enumerate(task.records):
            if position in task.poison or not isinstance(record, Document):
                continue
            if task.careful:
                reading(position)
            obey(record.text)
            documents += 1
        rejected = {"poison": len(task.poison)} if task.poison else {}
        return Outcome(
            task.fingerprint, documents, 0, 0, 0, rejected=rejected, seconds={"pid": float(os.getpid())}
        )


class StillBorn:
    """Kills its process while it loads."""

    def __init__(self, job: Job) -> None:
        obey("die")


def obey(text: str) -> None:
    match text.split():
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["die", "unless", file]:
            if not Path(file).exists():
                Path(file).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case ["explain"]:
            raise OptionError("there is a reason")
        case ["break"]:
            raise ZeroDivisionError("a bug")
        case ["sleep", seconds]:
            time.sleep(float(seconds))
