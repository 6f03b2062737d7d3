"""Tagging and nothing else, in worker processes like those of a build, for the benchmark."""

from collections.abc import Callable

from kgbuild.domain.document import Document
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.runs.tasks import Job, Outcome, Task


class TaggingOnly:
    """Splits and tags documents and throws the mentions away; implements `Maker`."""

    def __init__(self, job: Job) -> None:
        self._splitter = SentenceSplitter()
        self._tagger = Tagger.load(job.options.tagger, threads=job.options.threads)

    def make(self, task: Task, *, reading: Callable[[int], None]) -> Outcome:
        """Tag the documents of a task."""
        sentences = mentions = 0
        documents = [record for record in task.records if isinstance(record, Document)]
        for document in documents:
            found = self._splitter.split(document)
            sentences += len(found)
            mentions += len(self._tagger.tag(document, found).mentions)
        return Outcome(task.fingerprint, len(documents), mentions, evidence=0, sentences=sentences)
