"""A relation that the graph lacks and a model thinks likely; never mixed with what was read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.ids import content_hash
from kgbuild.domain.relation import Predicate

PREDICTED = "PREDICTED_"
"""Before the type of a relation, that of its predictions."""

PREDICTABLE = tuple(
    predicate for predicate in Predicate if predicate not in {Predicate.CO_OCCURS_WITH, Predicate.SUBCLASS_OF}
)
"""Relations of the graph that are learnt and predicted. CO_OCCURS_WITH says that two entities are named
together, which every sentence about them does; SUBCLASS_OF is a matter of definition."""

MODEL_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What the run of a model, and a recipe, may be called: files are named by it."""


class Asked(StrEnum):
    """What was asked for."""

    OBJECT = "object"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One candidate: entity ids, the relationship type, and what should make one careful.

    Of a relation without direction the lesser id is the subject; `asked` says on which side the candidate is.
    `rank` is from 1 among all candidates of fitting type that are not known to be answers; `probability` is
    calibrated on held-out relations. `known`: the graph has the relation already. `contradicted`: documents
    that deny it. `harms`: a treatment of which the graph says that the drug causes the condition. `hub_only`:
    it is as likely an answer whoever asks.
    """

    subject: str
    predicate: str
    object: str
    asked: Asked
    probability: float
    rank: int
    model_run: str
    build: str
    known: bool
    contradicted: int
    harms: bool
    hub_only: bool

    @property
    def id(self) -> str:
        """Content hash of the model's run, what was asked, and the three parts."""
        return content_hash(self.model_run, self.asked, self.subject, self.predicate, self.object)

    @property
    def type(self) -> str:
        """The relationship type of predictions: `PREDICTED_TREATS`."""
        return PREDICTED + self.predicate
