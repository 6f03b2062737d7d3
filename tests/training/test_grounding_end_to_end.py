"""Scores of tagging and grounding together, with the tagger that ships."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.entities.lexicon import Lexicon
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_TAGGER
from kgbuild.training.grounding_end_to_end import EndToEndScores, score_end_to_end
from kgbuild.training.grounding_scores import load_gold

TEXT = "Patients with hypertension, asthma or epilepsy were treated with aspirin."
HEAD = f"1|t|Treatment.\n1|a|{TEXT}\n"


def line(text: str, type: str, id: str) -> str:
    start = f"Treatment. {TEXT}".index(text)
    return f"1\t{start}\t{start + len(text)}\t{text}\t{type}\t{id}\n"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(DEFAULT_TAGGER)


def test_only_right_concepts_at_right_places_count(tmp_path: Path, tagger: Tagger) -> None:
    annotations = [
        line("hypertension", "Disease", "D006973"),
        line("asthma", "Disease", "D000001"),
        line("epilepsy", "Disease", "-1"),
        line("aspirin", "Chemical", "D001241"),
        line("Patients", "Disease", "D000002"),
    ]
    (tmp_path / "x.pubtator").write_text(HEAD + "".join(annotations), encoding="utf-8")
    documents = load_gold(tmp_path / "x.pubtator", SentenceSplitter().split)
    scores = score_end_to_end(documents, tagger, Lexicon.load(DEFAULT_LEXICON))
    assert scores[EntityType.DISEASE] == EndToEndScores(gold=3, found=2, spans=2, right=1)
    assert scores[EntityType.DRUG] == EndToEndScores(gold=1, found=1, spans=1, right=1)
    assert scores[EntityType.DISEASE].f1 == pytest.approx(2 / 5)


def test_nothing_found_nothing_scored() -> None:
    assert (EndToEndScores().precision, EndToEndScores().recall, EndToEndScores().f1) == (0, 0, 0)
