"""Pool evidence for one relation into a belief.

After INDRA's belief model (Gyori 2017): documents are independent, sentences of one document are not. So of
each document only the best piece of evidence counts, weighted by how far its extractor can be relied on:

    belief = 1 − Π over documents (1 − best of score × reliability × certainty weight)

Only support enters; what contradicts is counted beside it and lowers nothing, so that both can be seen.
`kgbuild.graph.relation_table` computes the same in SQL for all relations at once.
"""

import math
from collections.abc import Iterable, Mapping

from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.relation import Predicate

CO_OCCURRENCE_RELIABILITY = 0.1
"""How far two names in one sentence speak for a relation between them: a convention, as nothing can be
measured where the relation has no meaning of its own. Seven documents make it more likely than not."""
DEFAULT_RELIABILITY = 0.5
"""Of an extractor that does not say how good it is: it may as well be wrong."""
UNCERTAIN_WEIGHT = 0.5
"""Of a sentence that considers a relation against one that states it: a convention."""
BELIEF_DECIMALS = 6

STEPS = 1e12
"""Logarithms are summed as whole numbers of 1/STEPS: so the order of a sum cannot show in the result."""
MOST = 1 - 1e-13
"""The most that one document can make sure of; 1 has no logarithm of what is left."""

INTERACTION_RELIABILITY = 0.73
"""How many drug interactions that phrases state are right: 15 of 20, after Laplace, in the scored part of
`pipelines/interactions-checked.tsv`."""
RELIABILITY = {"co-occurrence": CO_OCCURRENCE_RELIABILITY, "interaction-phrases": INTERACTION_RELIABILITY}
"""What is known without being told; keys as in `reliability_of`."""


def belief(evidence: Iterable[Evidence], reliability: Mapping[str, float]) -> float:
    """Return the probability that a relation holds, given all its evidence; 0 without support.

    Only the best sentence of each document counts, so repeating a claim within a paper adds nothing.

    >>> from kgbuild.domain.span import Span
    >>> def sentence(score, document):
    ...     facts = ("D:1", Predicate.TREATS, "D:2", "m1", "m2", Polarity.SUPPORTS, Certainty.CERTAIN)
    ...     return Evidence(document, Span(0, 9), "It helps.", "abstract", *facts, score, "re-v1")
    >>> sure = {"re-v1": 1.0}
    >>> belief([sentence(score=0.9, document="PMID:1"), sentence(score=0.8, document="PMID:1")], sure)
    0.9
    >>> belief([sentence(score=0.9, document="PMID:1"), sentence(score=0.8, document="PMID:2")], sure)
    0.98
    """
    best: dict[str, float] = {}
    for item in evidence:
        if item.polarity is Polarity.SUPPORTS:
            weight = 1.0 if item.certainty is Certainty.CERTAIN else UNCERTAIN_WEIGHT
            weighed = item.score * reliability_of(item.model, item.predicate, reliability) * weight
            best[item.document_id] = max(best.get(item.document_id, 0.0), weighed)
    doubt = sum(round(-math.log(1 - min(value, MOST)) * STEPS) for value in best.values())
    return round(1 - math.exp(-doubt / STEPS), BELIEF_DECIMALS)


def reliability_of(model: str, predicate: Predicate, reliability: Mapping[str, float]) -> float:
    """Return how far an extractor's findings can be relied on: those of `model/PREDICATE`, else of `model`.

    >>> reliability_of("re-v1", Predicate.TREATS, {"re-v1": 0.5, "re-v1/TREATS": 0.75})
    0.75
    >>> reliability_of("co-occurrence", Predicate.CO_OCCURS_WITH, {})
    0.1
    """
    known = {**RELIABILITY, **reliability}
    return known.get(f"{model}/{predicate}", known.get(model, DEFAULT_RELIABILITY))
