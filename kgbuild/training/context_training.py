"""Give trained relation heads the context that weighs their answers over passages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from kgbuild.entities.lexicon import Lexicon
from kgbuild.errors import CorpusError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.model_folder import RelationFacts, load_folds, load_model, save_folds, save_model
from kgbuild.training.context_examples import ContextReader
from kgbuild.training.context_fitting import fit_context, parts_of
from kgbuild.training.fold_heads import TrainedHeads
from kgbuild.training.relation_answers import judged_answers
from kgbuild.training.relation_checked import ABSTRACTS, CORPUS, load_checked, load_judgements
from kgbuild.training.relation_corpora import Causal, Split
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_seeds import unannotated_abstracts
from kgbuild.training.relation_splits import Part, checked_part, scored_abstracts

Reading = Callable[[str, int], None]
"""Told the name of a corpus and how many documents have been read."""


def add_context(
    head: Path,
    data: Path,
    recipe: RelationRecipe,
    *,
    encoder: Encoder,
    lexicon: Lexicon,
    split: Split,
    folder: Path,
    reading: Reading,
) -> RelationFacts:
    """Write into `folder` the model of `head` with a context fitted on the corpora below `data`.

    A document that training learns from is scored by the head in `folds.npz` which has not learnt from it.
    The reliability of a predicate is taken anew, from all judged pairs that training may use, as heads and
    trees answer them that have not learnt from their documents. CorpusError where there is nothing to learn
    from, ModelFolderError where `head` has no such heads.
    """
    facts, whole, _ = load_model(head)
    heads = TrainedHeads(whole, load_folds(head))
    facts = replace(facts, name=recipe.name, context=None)
    reader = ContextReader(lambda id: RelationClassifier(facts, heads.unlearnt(id)), encoder, lexicon, split)
    judged = list(_judged(data, recipe, encoder, split))
    annotated = reader.annotated(data, scored_abstracts(data, split=split))
    examples = reader.examples(_counted(annotated, reading), judged)
    for part in (Part.TRAIN, Part.FITTING):
        if len(np.unique(examples.causes[parts_of(examples) == part])) < 2:
            problem = f"no drug that causes a condition, or none that does not, in the abstracts for {part}"
            raise CorpusError(data, f"there is {problem}; are the corpora complete?")
    fitted = fit_context(examples, recipe)
    facts = replace(facts, context=fitted.settings)

    def classifier_of(id: str) -> RelationClassifier:
        return RelationClassifier(facts, heads.unlearnt(id), fitted.unlearnt(id))

    facts = replace(facts, reliability=_reliability(classifier_of, encoder, judged))
    save_model(folder, facts, heads.whole, fitted.trees)
    save_folds(folder, heads.folds)
    return facts


def _judged(data: Path, recipe: RelationRecipe, encoder: Encoder, split: Split) -> Iterator[RelationDocument]:
    """Yield the judged documents that training may use, of pairs that models found."""
    judgements = load_judgements(Path(recipe.checked)) if recipe.checked else {}
    ours = {id: these for id, these in judgements.items() if checked_part(id) is not Part.TEST}
    if ours:
        count = max(ABSTRACTS, recipe.seed_abstracts)
        abstracts = unannotated_abstracts(data, count)
        for document in load_checked(ours, abstracts, split=split, find=encoder.find):
            if document.corpus == CORPUS:
                yield document


def _reliability(
    classifier_of: Callable[[str], RelationClassifier], encoder: Encoder, judged: Iterable[RelationDocument]
) -> dict[str, float]:
    """Return how many answers are right for each that their scores promise; see `per_promised`.

    `classifier_of` returns a classifier that has not learnt from the document with an id.
    """
    right: Counter[str] = Counter()
    promised: defaultdict[str, float] = defaultdict(float)
    for document in judged:
        classifier = classifier_of(document.document.id)
        for pair, evidence in judged_answers(classifier, encoder, document):
            right[evidence.predicate] += evidence.predicate in document.labels[pair]
            promised[evidence.predicate] += evidence.score
    return {p: per_promised(right[p], promised[p]) for p in PREDICATES}


def per_promised(right: float, promised: float) -> float:
    """Return the share of what scores promise that is right, after Laplace: 0.5 where nothing is known.

    >>> per_promised(right=8, promised=10.0), per_promised(right=0, promised=0.0)
    (0.75, 0.5)
    """
    return round((right + 1) / (max(right, promised) + 2), 4)


def _counted(
    annotated: Iterable[tuple[str, RelationDocument, Causal]], reading: Reading
) -> Iterator[tuple[str, RelationDocument, Causal]]:
    for count, one in enumerate(annotated, start=1):
        yield one
        reading(one[0], count)
