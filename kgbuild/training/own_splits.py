"""Split a user's annotated documents for a tagger's training, alone or together with the built-in corpora.

No document is trained on whose id, or another name of it, is that of one that is scored or decides when to
stop, in whatever corpus. Where the user and the built-in corpora annotate one document, the user's counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kgbuild.domain.document import Document
from kgbuild.errors import OptionError
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.formats.loading import OwnCorpus
from kgbuild.training.splits import TaggerSplits, bucket, digest

HELD_OUT = range(10)
"""Hash buckets, in percent, of the documents that decide when training stops."""

NO_SPLITS = TaggerSplits((), (), ())


@dataclass
class Dropped:
    """How many documents are not used as their path or corpus would have it, and why."""

    scored: int = 0
    """The user's that are scored in a built-in corpus."""
    stopping: int = 0
    """The user's that decide elsewhere when training stops."""
    repeated: int = 0
    """The user's that an earlier path holds."""
    built_in: int = 0
    """Those of the built-in corpora's training parts that the user's corpora hold."""


@dataclass
class Names:
    """The ids and aliases of documents that are taken."""

    names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, documents: Iterable[AnnotatedDocument]) -> "Names":
        """Return what the documents are called."""
        names = cls()
        for one in documents:
            names.add(one.document)
        return names

    def add(self, document: Document) -> None:
        """Take one more document."""
        self.names.update((document.id, *document.aliases))

    def hold(self, document: Document) -> bool:
        """Whether the document goes by a name that is taken."""
        return not self.names.isdisjoint((document.id, *document.aliases))


def with_own_documents(
    splits: TaggerSplits, corpora: Sequence[OwnCorpus], stopping: Sequence[OwnCorpus]
) -> tuple[TaggerSplits, Dropped]:
    """Return the splits with a user's corpora, and how many documents were dropped.

    `stopping` decide when to stop; where there are none, a tenth of the corpora does, chosen by the hash of
    ids. Where nothing decides then, the document does whose hash comes first.
    OptionError where nothing is left to train on or to decide by.
    """
    scored, stops, trained = Names.of(splits.test), Names.of(splits.stopping), Names()
    deciding, training, dropped = list[AnnotatedDocument](), list[AnnotatedDocument](), Dropped()
    for one, decides in _parts(corpora, stopping, needed=not splits.stopping):
        if scored.hold(one.document):
            dropped.scored += 1
        elif stops.hold(one.document):
            dropped.stopping += 1
        elif trained.hold(one.document):
            dropped.repeated += 1
        elif decides:
            stops.add(one.document)
            deciding.append(one)
        else:
            trained.add(one.document)
            training.append(one)
    built_in = [d for d in splits.train if not (stops.hold(d.document) or trained.hold(d.document))]
    dropped.built_in = len(splits.train) - len(built_in)
    if corpora and not training:
        raise OptionError("no document of --documents is left to train on: all are held out; give more")
    if not (splits.stopping or deciding):
        raise OptionError("no document is left to decide when to stop; give some with --stopping")
    return TaggerSplits((*training, *built_in), (*splits.stopping, *deciding), splits.test), dropped


def _parts(
    corpora: Sequence[OwnCorpus], stopping: Sequence[OwnCorpus], *, needed: bool
) -> Iterator[tuple[AnnotatedDocument, bool]]:
    """Yield each document and whether it is to decide when to stop; those that are come first.

    `needed` says that nothing else decides.
    """
    own = [one for corpus in corpora for one in corpus.documents]
    deciding = [one for corpus in stopping for one in corpus.documents]
    if not stopping:
        deciding = [one for one in own if bucket(one.document.id) in HELD_OUT]
        if needed and not deciding:
            deciding = sorted(own, key=lambda one: digest(one.document.id))[:1]
    taken = set(deciding)
    yield from ((one, True) for one in deciding)
    yield from ((one, False) for one in own if one not in taken)
