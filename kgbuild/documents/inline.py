"""Flatten inline markup into text in which words stay whole."""

from collections.abc import Iterator

from lxml import etree

MATH = "{http://www.w3.org/1998/Math/MathML}math"


def flatten(element: "etree._Element | None") -> str:
    """Return the text of an element with italics, sub- and superscripts run in: `CD4<sup>+</sup>` is `CD4+`.

    Inline MathML gives its tokens without the layout's white space.
    """
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return "".join(_texts(element))


def _texts(element: "etree._Element") -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == MATH:
            yield math_text(child)
        elif isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def math_text(math: "etree._Element") -> str:
    """Return the tokens of a MathML formula on one line."""
    tokens = [token.text for token in math.iter() if token.text]
    return "".join("".join(text.split()) for text in tokens)
