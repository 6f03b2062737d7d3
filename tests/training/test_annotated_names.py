"""Names learnt from annotated abstracts: only what the vocabularies do not know."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.annotated_names import FILES, SCORED, add_annotated_names

NAMES = """\
id\tname\ttype
MESH:D1\tKidney Diseases\tdisease
MESH:D2\tHyperkinesis\tdisease
MESH:C9\tLindane compound\tdrug
HP:1\tOveractivity\tsymptom
ORPHA:1\tFoo disease\tdisease
DRUGBANK:1\tLindane\tdrug
DRUGBANK:2\tTelmisartan\tdrug
"""
MESH = frozenset({"MESH:D1", "MESH:D2", "MESH:C9"})
LEARNT = [
    ("bad kidneys syndrome", "Disease", "D1"),
    ("overactivity", "Disease", "D2"),
    ("kidney diseases", "Disease", "D2"),
    ("foo disease", "Disease", "D1"),
    ("lindane", "Chemical", "C9"),
    ("telmisartan", "Chemical", "C84178"),
    ("xy", "Disease", "D1"),
    ("unclear thing", "Disease", "-1"),
]
HELD_OUT = ("scored words", "Disease", "D1")


def record(number: int, name: str, type: str, id: str) -> str:
    title = f"Of {name}."
    return f"{number}|t|{title}\n{number}|a|Nothing.\n{number}\t3\t{3 + len(name)}\t{name}\t{type}\t{id}\n\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for file in (*FILES, *SCORED):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("", encoding="utf-8")
    texts = [record(i, *one) for i, one in enumerate(LEARNT)]
    (tmp_path / FILES[0]).write_text("".join(texts), encoding="utf-8")
    for file in (FILES[2], SCORED[0]):
        (tmp_path / file).write_text(record(99, *HELD_OUT), encoding="utf-8")
    return tmp_path


def test_what_is_learnt(data: Path) -> None:
    (data / "names.tsv").write_text(NAMES, encoding="utf-8")
    vocabulary = Vocabulary()
    vocabulary.add_file(data / "names.tsv")
    out = data / "l.parquet"
    learnt = add_annotated_names(vocabulary, data, mesh=MESH, split=SentenceSplitter().split, out=out)
    assert sorted((one.name, one.concept) for one in learnt.readings) == [
        ("bad kidneys syndrome", "MESH:D1"),
        ("overactivity", "MESH:D2"),
    ]
    assert learnt.mappings == [("DRUGBANK:1", "MESH:C9")]
    assert learnt.former == {"MESH:C84178": "DRUGBANK:2"}
    build_lexicon(vocabulary, out)
    lexicon = Lexicon.load(out)
    ids = [ground(lexicon, name, type) for name, type, _ in (*LEARNT, HELD_OUT)]
    assert ids[:6] == ["MESH:D1", "MESH:D2", "MESH:D1", "ORPHA:1", "DRUGBANK:1", "DRUGBANK:2"]
    assert all(id.startswith("kgbuild:") for id in ids[6:])
    entity = lexicon.entity("DRUGBANK:2")
    assert entity is not None
    assert entity.xrefs == ("MESH:C84178",)


def ground(lexicon: Lexicon, name: str, type: str) -> str:
    kind = EntityType.DRUG if type == "Chemical" else EntityType.DISEASE
    return Linker(lexicon).ground(Mention("d", Span(0, len(name)), name, kind, 1.0, 0)).entity_id
