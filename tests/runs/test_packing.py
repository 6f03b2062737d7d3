"""Packing: what lies in a parcel does not depend on what was finished before."""

from collections.abc import Iterable, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.document import Document, Record, Rejection, Section, Withdrawal, WithdrawalKind
from kgbuild.runs.packing import Packer, Parcel, SourceKey, Unit

sizes_of_sources = st.lists(st.integers(min_value=0, max_value=12), max_size=12)


def document(number: int, text: str = "Some text.") -> Document:
    return Document(f"PMID:{number}", text, "", (Section("abstract", 0, len(text)),))


def sources(sizes: Sequence[int]) -> list[tuple[SourceKey, list[Document]]]:
    """Sources of so many documents each, no document twice."""
    return [
        (SourceKey(f"digest{at}", f"name{at}"), [document(100 * at + n) for n in range(size)])
        for at, size in enumerate(sizes)
    ]


def pack(
    packed: Iterable[tuple[SourceKey, Sequence[Record]]], documents: int = 4, characters: int = 10**6
) -> list[Parcel | Unit]:
    return list(Packer("config", documents=documents, characters=characters).pack(packed))


def ids(parcel: Parcel) -> list[str]:
    return [record.id for record in parcel.records if isinstance(record, Document)]


def parcels(items: Iterable[Parcel | Unit]) -> list[Parcel]:
    return [item for item in items if isinstance(item, Parcel)]


@given(sizes_of_sources)
def test_every_record_lies_in_one_parcel(sizes: list[int]) -> None:
    packed = sources(sizes)
    found = [found for parcel in parcels(pack(packed)) for found in ids(parcel)]
    assert sorted(found) == sorted(record.id for _, records in packed for record in records)


@given(sizes_of_sources)
def test_every_source_belongs_to_one_complete_unit(sizes: list[int]) -> None:
    items = pack(sources(sizes))
    units = {id(unit): unit for unit in (i.unit if isinstance(i, Parcel) else i for i in items)}
    assert all(unit.complete for unit in units.values())
    assert sorted(key.digest for unit in units.values() for key in unit.sources) == sorted(
        f"digest{at}" for at in range(len(sizes))
    )


@given(sizes_of_sources)
def test_parcels_are_bounded_and_not_empty(sizes: list[int]) -> None:
    assert all(1 <= len(parcel.records) < 8 for parcel in parcels(pack(sources(sizes))))


@given(sizes_of_sources, st.randoms(use_true_random=False))
def test_leaving_finished_units_out_changes_no_other_parcel(sizes: list[int], random: Random) -> None:
    packed = sources(sizes)
    whole = pack(packed)
    finished = {
        key.digest
        for item in whole
        if random.random() < 0.5
        for key in (item.unit if isinstance(item, Parcel) else item).sources
    }
    rest = parcels(pack((key, records) for key, records in packed if key.digest not in finished))
    expected = [p for p in parcels(whole) if not any(key.digest in finished for key in p.unit.sources)]
    assert [p.fingerprint for p in rest] == [p.fingerprint for p in expected]


def test_a_large_source_shares_with_nobody() -> None:
    items = parcels(pack(sources([1, 9, 1])))
    assert [ids(parcel) for parcel in items] == [
        [f"PMID:{n}" for n in range(100, 104)],
        [f"PMID:{n}" for n in range(104, 108)],
        ["PMID:108"],
        ["PMID:0", "PMID:200"],
    ]
    assert items[0].unit is items[2].unit
    assert len(items[0].unit.shards) == 3


def test_text_fills_a_parcel_as_documents_do() -> None:
    key = SourceKey("digest", "name")
    items = parcels(pack([(key, [document(n, "x" * 60) for n in range(5)])], characters=100))
    assert [len(p.records) for p in items] == [2, 2, 1]


def test_equal_parcels_of_one_source_stay_apart() -> None:
    items = parcels(pack([(SourceKey("digest", "name"), [document(1)] * 2)]))
    assert len({p.fingerprint for p in items}) == 2


def test_a_parcel_never_holds_two_documents_of_one_id() -> None:
    versions = [document(1), document(2), document(1, "Its second version."), document(3)]
    items = parcels(pack([(SourceKey("digest", "name"), versions)]))
    assert [ids(p) for p in items] == [["PMID:1", "PMID:2"], ["PMID:1", "PMID:3"]]
    assert items[0].unit is items[1].unit


def test_a_small_source_that_repeats_a_document_of_the_others_stays_by_itself() -> None:
    keys = [SourceKey(name, f"{name}.xml") for name in "abc"]
    numbers = [1, 1, 2]
    items = parcels(pack([(key, [document(n)]) for key, n in zip(keys, numbers, strict=True)]))
    assert [(ids(p), [key.digest for key in p.unit.sources]) for p in items] == [
        (["PMID:1"], ["b"]),
        (["PMID:1", "PMID:2"], ["a", "c"]),
    ]


def test_the_configuration_and_the_source_are_part_of_the_fingerprint() -> None:
    def fingerprint(config: str, digest: str) -> str:
        packer = Packer(config, documents=4, characters=100)
        (parcel,) = parcels(packer.pack([(SourceKey(digest, "name"), [document(1)])]))
        return parcel.fingerprint

    assert len({fingerprint("a", "x"), fingerprint("b", "x"), fingerprint("a", "y")}) == 3


def test_a_source_without_records_is_a_unit_of_its_own() -> None:
    (unit,) = pack(sources([0, 0]))
    assert isinstance(unit, Unit)
    assert unit.complete
    assert (len(unit.sources), unit.shards, unit.records) == (2, [], 0)


def test_withdrawals_are_carried_but_are_no_records() -> None:
    withdrawal = Withdrawal("PMID:7", WithdrawalKind.DELETED, "a file")
    (parcel,) = parcels(pack([(SourceKey("digest", "name"), [document(1), withdrawal])]))
    assert parcel.records[1] == withdrawal
    assert parcel.unit.records == 1


def test_a_source_in_which_nothing_could_be_read_stays_by_itself() -> None:
    rejection = Rejection("b.xml", "", "broken-xml", "no closing tag")
    keys = [SourceKey(name, f"{name}.xml") for name in "abc"]
    bad, good = parcels(pack([(keys[0], [document(1)]), (keys[1], [rejection]), (keys[2], [document(2)])]))
    assert ([key.digest for key in bad.unit.sources], bad.unit.rejected) == (["b"], True)
    assert bad.records == (rejection,)
    assert ([key.digest for key in good.unit.sources], good.unit.rejected) == (["a", "c"], False)


def test_a_source_that_is_readable_in_part_is_not_rejected() -> None:
    rejection = Rejection("a.xml", "", "broken-xml", "no closing tag")
    (parcel,) = parcels(pack([(SourceKey("digest", "a.xml"), [document(1), rejection])]))
    assert not parcel.unit.rejected
    assert parcel.unit.records == 2


def test_a_source_of_which_something_could_not_be_read_stays_by_itself_and_is_counted() -> None:
    broken = Rejection("b.xml", "record 2", "broken-xml", "no end tag")
    records: list[list[Record]] = [[document(1)], [document(2), broken], [document(3)]]
    items = parcels(pack((SourceKey(n, n), found) for n, found in zip("abc", records, strict=True)))
    assert [(p.unit.sources, p.unit.rejected) for p in items] == [
        ([SourceKey("b", "b", records=2, rejections=1)], False),
        ([SourceKey("a", "a", records=1), SourceKey("c", "c", records=1)], False),
    ]


def test_another_attempt_is_another_shard_and_nothing_where_it_finds_nothing() -> None:
    key = SourceKey("a", "a", attempt=1)
    (first,) = parcels(pack([(SourceKey("a", "a"), [document(1)])]))
    (again,) = parcels(pack([(key, [document(1)]), (SourceKey("b", "b", attempt=1), [])]))
    assert again.fingerprint != first.fingerprint
    assert [source.attempt for source in again.unit.sources] == [1]
