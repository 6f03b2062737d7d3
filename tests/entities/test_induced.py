"""What a document says once of a condition's cause counts for all its mentions."""

import re
from collections.abc import Callable

import pytest

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.induced import ground_together
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker

NAMES = """\
id\tname\ttype
MESH:D1\tDyskinesia\tsymptom
MESH:D2\tDyskinesia, Drug-Induced\tsymptom
MESH:D3\tNausea\tsymptom
DRUGBANK:1\tLevodopa\tdrug
"""


def grounded(lexicon: Lexicon, text: str) -> list[str]:
    types = {"dyskinesia": EntityType.SYMPTOM, "nausea": EntityType.SYMPTOM, "levodopa": EntityType.DRUG}
    mentions = [
        Mention("d", Span(*match.span()), match.group(), types[match.group().lower()], 1.0, 0)
        for match in re.finditer("|".join(types), text, re.IGNORECASE)
    ]
    return [one.entity_id for one in ground_together(Linker(lexicon), text, mentions)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Dyskinesia. Levodopa-induced dyskinesia.", ["MESH:D2", "DRUGBANK:1", "MESH:D2"]),
        ("Levodopa-related severe dyskinesia and nausea.", ["DRUGBANK:1", "MESH:D2", "MESH:D3"]),
        ("Levodopa for dyskinesia.", ["DRUGBANK:1", "MESH:D1"]),
        ("Nausea-induced dyskinesia.", ["MESH:D3", "MESH:D1"]),
        ("Levodopa-induced nausea.", ["DRUGBANK:1", "MESH:D3"]),
        ("Dyskinesia-induced dyskinesia.", ["MESH:D1", "MESH:D1"]),
    ],
)
def test_the_cause_is_told_once(build: Callable[..., Lexicon], text: str, ids: list[str]) -> None:
    assert grounded(build(names__tsv=NAMES), text) == ids
