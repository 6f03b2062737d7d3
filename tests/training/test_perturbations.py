"""Mentions written otherwise: the gold offsets still hold them, and the rest of the text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.perturbations import PERTURBATIONS, Perturbed, perturb, typo

NAMES = sorted(PERTURBATIONS)
ONLY_DISEASE = frozenset({EntityType.DISEASE})
WORDS = st.one_of(
    st.sampled_from(
        ["chest pain", "beta-blocker", "interferon-α", "TNF-alpha", "seizures", "cancer of the lung", "ß",
         "İ-x", "naproxen", "ALLERGIES", "biopsy", "a", "e\u0301pilepsie"]
    ),
    st.text(min_size=1, max_size=12).map(str.strip).filter(bool),
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedDocument:
    """Draw a document of mentions with text between them, cut into two sections at any place."""
    parts = [draw(st.text(max_size=8))]
    gold: list[Gold] = []
    for mention in draw(st.lists(WORDS, max_size=5)):
        start = len("".join(parts))
        gold.append(Gold(Span(start, start + len(mention)), ONLY_DISEASE))
        parts += [mention, draw(st.text(max_size=8))]
    text = "".join(parts)
    border = draw(st.integers(0, len(text)))
    sections = (Section("title", 0, border), Section("abstract", border, len(text)))
    document = Document(id=draw(st.text(max_size=5)), text=text, title="", sections=sections)
    return AnnotatedDocument("some", document, tuple(gold))


def _around(annotated: AnnotatedDocument) -> list[str]:
    """Return the text before, between and after the mentions."""
    borders = [0, *(border for one in annotated.gold for border in one.span), len(annotated.document.text)]
    return [annotated.document.text[a:b] for a, b in zip(borders[::2], borders[1::2], strict=True)]


def _mentions(annotated: AnnotatedDocument) -> list[str]:
    return [annotated.document.text[one.span.start : one.span.end] for one in annotated.gold]


@given(annotated=documents(), name=st.sampled_from(NAMES))
def test_offsets_hold_the_mentions(annotated: AnnotatedDocument, name: str) -> None:
    perturbed = perturb(annotated, name)
    new = perturbed.annotated
    assert _around(new) == _around(annotated)
    change = PERTURBATIONS[name]
    before, after = _mentions(annotated), _mentions(new)
    assert len(before) == len(after) == len(perturbed.touched)
    for gold, old, text, touched in zip(annotated.gold, before, after, perturbed.touched, strict=True):
        assert touched == (old != text)
        wanted = change(old, f"{name} {annotated.document.id} {gold.span.start}")
        assert text == (wanted if touched else old)
        assert text
        assert text == text.strip()
    assert perturb(annotated, name) == perturbed


@given(annotated=documents(), name=st.sampled_from(NAMES))
def test_sections_move_with_the_text(annotated: AnnotatedDocument, name: str) -> None:
    old, new = annotated.document, perturb(annotated, name).annotated.document
    title, abstract = new.sections
    assert (title.start, abstract.end) == (0, len(new.text))
    assert title.end == abstract.start
    border = old.sections[0].end
    if not any(one.span.start < border < one.span.end for one in annotated.gold):
        before = AnnotatedDocument("", old, tuple(g for g in annotated.gold if g.span.end <= border))
        assert new.text[: title.end].endswith(_around(before)[-1][: border - _last_end(before)])


def _last_end(annotated: AnnotatedDocument) -> int:
    return annotated.gold[-1].span.end if annotated.gold else 0


def _perturbed(text: str, mention: str, name: str) -> Perturbed:
    start = text.index(mention)
    gold = (Gold(Span(start, start + len(mention)), ONLY_DISEASE),)
    document = Document(id="PMID:1", text=text, title="", sections=(Section("abstract", 0, len(text)),))
    return perturb(AnnotatedDocument("some", document, gold), name)


@pytest.mark.parametrize(
    ("name", "mention", "written"),
    [
        ("lower case", "Chest Pain", "chest pain"),
        ("upper case", "chest pain", "CHEST PAIN"),
        ("hyphens", "beta-blocker", "beta blocker"),
        ("hyphens", "chest pain on effort", "chest-pain on effort"),
        ("greek", "TNF-α", "TNF-alpha"),
        ("greek", "TNF-alpha", "TNF-α"),
        ("greek", "alphabet", "alphabet"),
        ("number", "biopsies", "biopsy"),
        ("number", "headache", "headaches"),
        ("number", "arthritis", "arthritis"),
        ("number", "abscesses", "abscess"),
        ("abbreviation", "cancer of the lung", "CL"),
        ("abbreviation", "cancer", "cancer"),
    ],
)
def test_how_mentions_are_written(name: str, mention: str, written: str) -> None:
    perturbed = _perturbed(f"Of {mention}, no more.", mention, name)
    assert perturbed.annotated.document.text == f"Of {written}, no more."
    assert perturbed.annotated.gold[0].span == Span(3, 3 + len(written))
    assert perturbed.touched == (mention != written,)


@given(key=st.text(max_size=5))
def test_a_typo_is_one_slip_inside_a_word(key: str) -> None:
    written = typo("in schizophrenia", key)
    assert written[:4] == "in s"
    assert written.endswith("a")
    assert abs(len(written) - len("in schizophrenia")) <= 1
