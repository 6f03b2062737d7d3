"""Names that mean the same get vectors that are alike."""

import pytest

pytest.importorskip("torch")

from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.links.name_encoder import NameEncoder

pytestmark = pytest.mark.learn


def test_what_means_the_same_is_nearer() -> None:
    encoder = NameEncoder()
    vectors = encoder.encode(["hypertension", "high blood pressure", "fracture of the femur"])
    alike = vectors @ vectors.T
    assert alike[0, 0] == pytest.approx(1)
    assert alike[0, 1] > alike[0, 2] + 0.3
    assert NameEncoder("elsewhere").identity != encoder.identity


@pytest.mark.parametrize(
    "asked", [["load"], ["export", "neo4j-csv", "--out", "csv"]], ids=lambda asked: asked[0]
)
def test_an_encoder_alone_asks_for_nothing(asked: list[str]) -> None:
    result = CliRunner().invoke(command, [*asked, "-w", "ws", "--encoder", "elsewhere"])
    assert result.exit_code == 2
    assert "--encoder goes with --embeddings" in result.output
