"""A relation that the graph lacks and a model thinks likely; never mixed with what was read."""

from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.ids import content_hash

PREDICTED = "PREDICTED_"


class Asked(StrEnum):
    """What was asked for."""

    OBJECT = "object"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One candidate: entity ids, the relationship type, and what should make one careful.

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
