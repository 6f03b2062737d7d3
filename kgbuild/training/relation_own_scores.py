"""Score a relation model on a user's documents: pairs of their own mentions in one sentence."""

from collections.abc import Sequence
from pathlib import Path

from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.checked_evaluation import Progress
from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.figures import Figures
from kgbuild.training.formats.relating import OwnRelations
from kgbuild.training.relation_answers import stated_pairs
from kgbuild.training.relation_encoding import Encoder


def own_relation_figures(
    model: Path, corpora: Sequence[OwnRelations], *, tagger: Tagger, lexicon: Lexicon, progress: Progress
) -> Figures:
    """Return the figures of the relation model in a folder, by corpus, then predicate or `overall`."""
    encoder = Encoder(tagger, Linker(lexicon))
    classifier = RelationClassifier.load(model, tagger=encoder.fingerprint)
    scores = {one.name: _scores(classifier, encoder, one, progress) for one in corpora}
    return {name: {type: score.as_row() for type, score in these.items()} for name, these in scores.items()}


def _scores(
    classifier: RelationClassifier, encoder: Encoder, own: OwnRelations, progress: Progress
) -> dict[str, Score]:
    """Return the scores of the predicates that the annotators looked for.

    A pair of which the annotation leaves open whether a predicate holds does not count for it.
    """
    sought = {predicate for predicate, _, _ in own.looked_for}
    counts = {predicate: [0, 0, 0] for predicate in PREDICATES if predicate in sought}
    for number, document in enumerate(own.documents, start=1):
        said = {pair: one.predicate for pair, one in stated_pairs(classifier, encoder, document).items()}
        for pair, allowed in document.labels.items():
            for predicate, count in counts.items():
                true = allowed == {predicate}
                stated = said.get(pair) is predicate and (true or predicate not in allowed)
                for place, holds in enumerate((true and stated, stated, true)):
                    count[place] += holds
        progress(own.name, number)
    totals = [sum(count[place] for count in counts.values()) for place in range(3)]
    return {**{str(predicate): Score(*count) for predicate, count in counts.items()}, OVERALL: Score(*totals)}
