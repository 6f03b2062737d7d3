"""What a mention must be."""

import pytest

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span


@pytest.mark.parametrize(("span", "text"), [(Span(60, 60), ""), (Span(4, 5), " "), (Span(8, 4), "rash")])
def test_a_mention_names_something(span: Span, text: str) -> None:
    with pytest.raises(ValueError, match=f"at {span.start} to {span.end} of PMID:1 names nothing"):
        Mention("PMID:1", span, text, EntityType.DRUG, 0.5, 0)
