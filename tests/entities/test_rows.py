"""What the rows of the lexicon say about entities, and which acronyms lead to one."""

from collections.abc import Callable, Sequence

from kgbuild.domain.entity import ungrounded_id
from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Concept, Kind, Name, Status
from kgbuild.entities.rows import UNFINDABLE, Row, make_rows
from kgbuild.entities.sources.own import Reading


def concept(
    id: str, *names: str, kind: Kind = Kind.DISEASE, source: str = "mesh", xrefs: Sequence[str] = ()
) -> Concept:
    found = (Name(names[0], Status.NAME), *(Name(name, Status.EXACT) for name in names[1:]))
    return Concept(id, kind, found, source, tuple(xrefs))


def by_name(rows: Sequence[Row]) -> Callable[[str], Row]:
    return {row.name: row for row in rows}.__getitem__


def test_one_row_a_plain_form_and_one_preferred() -> None:
    rows = make_rows(
        [[concept("MESH:1", "Abdomen, Acute", "acute abdomen", "acute abdomens", "belly, acute")]]
    )
    assert [row.name for row in rows if row.preferred] == ["Abdomen, Acute"]
    assert sorted(row.name for row in rows) == ["Abdomen, Acute", "belly, acute"]


def test_ids_of_all_members_become_cross_references() -> None:
    group = [concept("HP:1", "Foo", xrefs=["UMLS:C1"]), concept("MESH:1", "Foo"), concept("OMIM:1", "Foos")]
    (row,) = (row for row in make_rows([group]) if row.preferred)
    assert (row.id, row.xrefs) == ("MESH:1", ("HP:1", "OMIM:1", "UMLS:C1"))


def test_a_concept_without_id_is_known_by_its_plain_name() -> None:
    (row,) = make_rows([[concept("", "Foo Salts", kind=Kind.DRUG)]])
    assert row.id == ungrounded_id("foo salt", EntityType.DRUG)


def test_short_acronyms_lead_nowhere_unless_someone_vouches() -> None:
    mine = concept("X:1", "Foo Xylitis", "FX", source="mine.tsv")
    theirs = concept("MESH:1", "Bar Yaws", "BY")
    find = by_name(make_rows([[mine], [theirs]], trusted=frozenset({"mine.tsv"})))
    assert find("FX").key == "fx"
    assert find("BY").key == UNFINDABLE


def test_ambiguous_acronyms_lead_nowhere() -> None:
    one = concept("MESH:1", "Alpha Beta Gamma Delta", "ABGD")
    other = concept("OMIM:1", "Acute Bad Gouty Disease", "ABGD")
    assert {row.key for row in make_rows([[one], [other]]) if row.name == "ABGD"} == {UNFINDABLE}
    assert by_name(make_rows([[one]]))("ABGD").key == "abgd"


def test_a_reading_settles_an_ambiguous_acronym() -> None:
    groups = [[concept("MESH:1", "Multiple Sclerosis", "MS")], [concept("MESH:2", "Mitral Stenosis", "MS")]]
    reading = Reading("MS", EntityType.DISEASE, "multiple sclerosis")
    rows = make_rows(groups, trusted=frozenset({"kgbuild"}), readings=[reading])
    assert {row.id for row in rows if row.key == "ms"} == {"MESH:1"}


def test_readings_of_unknown_concepts_are_left_out() -> None:
    rows = make_rows([[concept("MESH:1", "Foo")]], readings=[Reading("XY", EntityType.DISEASE, "nowhere")])
    assert [row.name for row in rows] == ["Foo"]
