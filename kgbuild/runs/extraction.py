"""The shard function: documents in, rows of the shard tables out.

What comes out of a document depends on that document, the models and the lexicon alone, so how documents
are spread over shards, workers and runs cannot show in the graph.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time

from kgbuild.documents.rejections import Reason
from kgbuild.domain.document import ENGLISH, Document, Record, Rejection, Withdrawal
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence
from kgbuild.domain.mention import Mention
from kgbuild.entities.composites import separate
from kgbuild.entities.induced import ground_together
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.abbreviations import expand, find_abbreviations
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.candidates import unpaired
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.cooccurrence import cooccurrences, crowded_sentences
from kgbuild.relations.interactions import interactions
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.skips import Skip

EXCERPT_CHARACTERS = 120


@dataclass(slots=True)
class Extraction:
    """What one shard's records became; `skipped` counts what was left out of kept documents, by `Skip`."""

    documents: list[Document] = field(default_factory=list)
    mentions: list[tuple[Mention, Grounding]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


class Extractor:
    """Holds the models and runs every step on one document after the other."""

    def __init__(self, *, tagger: Tagger, relations: RelationClassifier, linker: Linker) -> None:
        self._tagger = tagger
        self._relations = relations
        self._linker = linker
        self._splitter = SentenceSplitter()

    @classmethod
    def load(cls, options: BuildOptions) -> "Extractor":
        """Load every model that the options name."""
        tagger = Tagger.load(options.tagger, threads=options.threads)
        return cls(
            tagger=tagger,
            relations=RelationClassifier.load(options.relations, tagger=tagger.fingerprint),
            linker=Linker(Lexicon.load(options.lexicon)),
        )

    def extract(
        self,
        records: Iterable[Record],
        *,
        poison: Container[int] = (),
        reading: Callable[[int], None] | None = None,
    ) -> Extraction:
        """Return the rows of a shard.

        `poison` holds the positions of records that have killed the process which read them: they are
        rejected untried. `reading` is told the position of each document before it is read.
        """
        result = Extraction()
        for position, record in enumerate(records):
            if isinstance(record, Withdrawal):
                result.withdrawals.append(record)
            elif isinstance(record, Rejection):
                result.rejections.append(record)
            elif position in poison:
                problem = "the process that read it was killed, three times; it may need too much memory"
                result.rejections.append(_failed(record, problem))
            else:
                if reading is not None:
                    reading(position)
                self._add(record, result)
        return result

    def _add(self, document: Document, result: Extraction) -> None:
        try:
            mentions, evidence = self._read(document, result)
        except Exception as error:  # noqa: BLE001 - one bad document must not stop the others, whatever it broke
            result.rejections.append(_failed(document, f"{type(error).__name__}: {error}"))
            return
        result.documents.append(document)
        result.mentions += mentions
        result.evidence += evidence

    def _read(
        self, document: Document, result: Extraction
    ) -> tuple[list[tuple[Mention, Grounding]], list[Evidence]]:
        seconds = result.seconds
        with _timed(seconds, "sentences"):
            sentences = self._splitter.split(document)
        if not sentences:
            result.skipped[Skip.LANGUAGE if document.text.strip() else Skip.NO_TEXT] += 1
            return [], []
        result.sentences += len(sentences)
        with _timed(seconds, "tagging"):
            tagged = self._tagger.tag(document, sentences)
        with _timed(seconds, "abbreviations"):
            abbreviations = find_abbreviations(document, sentences)
            mentions = expand(document, sentences, tagged.mentions, abbreviations)
        with _timed(seconds, "linking"):
            mentions = separate(self._linker, mentions)
        with _timed(seconds, "assertion"):
            mentions = assert_mentions(document, sentences, mentions)
        with _timed(seconds, "linking"):
            groundings = ground_together(self._linker, document.text, mentions)
        with _timed(seconds, "relations"):
            evidence = self._relations.evidence(document, sentences, mentions, groundings, tagged.tokens)
            evidence += interactions(document, sentences, mentions, groundings)
        with _timed(seconds, "co-occurrence"):
            evidence = [*evidence, *cooccurrences(document, sentences, mentions, groundings)]
        result.skipped[Skip.FOREIGN_SECTION] += sum(s.language != ENGLISH for s in document.sections)
        result.skipped[Skip.CROWDED_SENTENCE] += len(crowded_sentences(mentions, groundings))
        result.skipped[Skip.UNPAIRED_MENTION] += unpaired(mentions)
        return list(zip(mentions, groundings, strict=True)), evidence


@contextmanager
def _timed(seconds: defaultdict[str, float], step: str) -> Iterator[None]:
    start = process_time()
    yield
    seconds[step] += process_time() - start


def _failed(document: Document, problem: str) -> Rejection:
    excerpt = document.text[:EXCERPT_CHARACTERS]
    message = (
        f"reading it failed: {problem}; the other documents are not affected. To try it again, build once "
        "more from its source with --retry-quarantined"
    )
    reason, content = str(Reason.EXTRACTION_FAILED), document.content_hash
    return Rejection(document.source, content, reason, message, document.id, excerpt)
