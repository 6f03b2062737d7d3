"""Take mentions apart that name two conditions with a word in common: `renal and hepatic toxicity`.

Only where no vocabulary knows the whole, and some knows both: `head and neck cancer` is one disease.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.linker import Linker

_JOINED = re.compile(r"([\w' -]+?)(?:, and|, or| and/or| and| or) ([\w' -]+)")
_MOST_SHARED = 2
"""Words that the two may have in common."""


def separate(linker: Linker, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, in order, those of two conditions as two, each with its name in full."""
    return [part for mention in mentions for part in _parts(linker, mention)]


def _parts(linker: Linker, mention: Mention) -> tuple[Mention, ...]:
    match = _JOINED.fullmatch(mention.text)
    if match is None or mention.type is EntityType.DRUG or mention.long_form or _known(linker, mention):
        return (mention,)
    for first, second in _names(*match.groups()):
        parts = [
            replace(
                mention,
                span=Span(mention.span.start + start, mention.span.start + end),
                text=mention.text[start:end],
                long_form="" if name == mention.text[start:end] else name,
            )
            for name, (start, end) in ((first, match.span(1)), (second, match.span(2)))
        ]
        if all(_known(linker, part) for part in parts):
            return tuple(parts)
    return (mention,)


def _names(first: str, second: str) -> Iterator[tuple[str, str]]:
    """Yield what the two may be called in full: of `renal` and `hepatic toxicity`, `renal toxicity`."""
    before, after = first.split(), second.split()
    for shared in range(1, _MOST_SHARED + 1):
        if shared < len(after):
            yield f"{first} {' '.join(after[-shared:])}", second
    for shared in range(1, _MOST_SHARED + 1):
        if shared < len(before):
            yield first, f"{' '.join(before[:shared])} {second}"
    yield first, second


def _known(linker: Linker, mention: Mention) -> bool:
    return linker.ground(mention).grounded
