"""A maker of real shards whose process certain documents kill, for worker processes to load by name."""

import os
import signal
from collections.abc import Callable

from kgbuild.domain.document import Document
from kgbuild.runs.shard import ShardMaker
from kgbuild.runs.tasks import Outcome, Task

DEADLY = "kills its reader"


class KillingMaker(ShardMaker):
    """As memory that runs out would do: the process is gone while the document is read."""

    def make(self, task: Task, *, reading: Callable[[int], None]) -> Outcome:
        deadly = {
            position
            for position, record in enumerate(task.records)
            if isinstance(record, Document) and DEADLY in record.text and position not in task.poison
        }

        def read(position: int) -> None:
            reading(position)
            if position in deadly:
                os.kill(os.getpid(), signal.SIGKILL)

        if deadly and not task.careful:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().make(task, reading=read)
