"""Cutting XML into records, whatever lies between them."""

from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.documents.pieces import Cut, Piece, XmlCutter
from tests.contracts.reader import cut, property_test

PARTS = (
    *(b"<doc>", b"</doc>", b"<del a='b'>", b"</del  >", b"<doc/>", b"<text>", b"<!--", b"-->", b"<docs>"),
    *(b"</doc", b"x" * 30, b" " * 300, b"<", b">", b"/>", b"'"),
)


def pieces(data: bytes, *, size: int = 1000, max_bytes: int = 10_000) -> list[Piece]:
    return list(XmlCutter(("doc", "del"), ("text",), max_bytes).cut(cut(data, size)))


def kinds(data: bytes) -> list[tuple[bytes, Cut]]:
    return [(piece.data, piece.cut) for piece in pieces(data)]


def test_records_and_their_places() -> None:
    first, second = pieces(b"<set>\n<doc>a</doc> <del n='1'>b</del >\n</set>")
    assert (first.data, first.tag, first.location) == (b"<doc>a</doc>", "doc", "record 1, byte 6")
    assert (second.data, second.tag, second.location) == (b"<del n='1'>b</del >", "del", "record 2, byte 19")


def test_names_that_only_begin_alike_are_others() -> None:
    assert kinds(b"<docs><doc>a<documents/></docx></doc></docs>") == [
        (b"<doc>a<documents/></docx></doc>", Cut.WHOLE)
    ]


def test_empty_records() -> None:
    assert kinds(b"<doc/><doc a='/>' b=\"x\" /><doc>/></doc>") == [
        (b"<doc/>", Cut.WHOLE),
        (b"<doc a='/>' b=\"x\" />", Cut.WHOLE),
        (b"<doc>/></doc>", Cut.WHOLE),
    ]


def test_records_in_comments_are_none() -> None:
    assert kinds(b"<!-- <doc>a</doc> --><doc>b</doc><!----><!-- <doc>") == [(b"<doc>b</doc>", Cut.WHOLE)]


def test_what_is_damaged() -> None:
    assert kinds(b"<doc>a<del>b</del> <text>c</text></doc><doc>d") == [
        (b"<doc>a", Cut.UNCLOSED),
        (b"<del>b</del>", Cut.WHOLE),
        (b"<text>c</text></doc>", Cut.STRAY),
        (b"<doc>d", Cut.UNFINISHED),
    ]


def test_a_stray_after_a_very_long_prolog_is_found_where_it_is() -> None:
    prolog = b"<set>" + b"<!-- long -->" + b" " * 200_000
    (stray,) = pieces(prolog + b"<text>a", size=777)
    assert (stray.cut, stray.data, stray.offset) == (Cut.STRAY, b"<text>a", len(prolog))


def test_the_prolog_is_the_start_even_of_a_long_one() -> None:
    cutter = XmlCutter(("doc",), ("text",), 1000)
    list(cutter.cut(cut(b"<?xml?><set>" + b" " * 200_000 + b"<doc/>after", 1000)))
    assert cutter.prolog.startswith(b"<?xml?><set>")
    assert cutter.epilog == b"after"


@pytest.mark.parametrize(
    "part", [b"<doc>", b"<doc></doc>", b"</doc", b"<!---->", b"<text>", b"<", b"<doc><doc>a</doc>", b"<doc/>"]
)
def test_many_short_records_take_no_time(part: bytes) -> None:
    """Megabytes in one chunk: what is quadratic would take minutes."""
    found = XmlCutter(("doc", "del"), ("text",), 10_000).cut(
        iter([b"<set>", part * (2_000_000 // len(part))])
    )
    assert sum(1 for _ in zip(found, repeat(None, 50_000), strict=False)) <= 50_000


@property_test
@given(
    parts=st.lists(
        st.sampled_from(PARTS),
        max_size=30,
    ),
    size=st.integers(1, 50),
    max_bytes=st.sampled_from([40, 10_000]),
)
def test_pieces_do_not_depend_on_where_chunks_are_cut(parts: list[bytes], size: int, max_bytes: int) -> None:
    data = b"".join(parts)
    whole = pieces(data, size=max(1, len(data)), max_bytes=max_bytes)
    assert pieces(data, size=size, max_bytes=max_bytes) == whole
    assert all(data[piece.offset :].startswith(piece.data) for piece in whole if piece.cut is not Cut.STRAY)
