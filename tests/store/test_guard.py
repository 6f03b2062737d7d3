"""What may write is refused, whatever it is hidden in; what only looks like it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import QueryError
from kgbuild.store.guard import WRITING, refuse_writes

NAMES = st.sampled_from(sorted(WRITING)).flatmap(
    lambda word: st.sampled_from([word, word.lower(), word.title()])
)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (n) SET n.x = 1",
        "match (n) detach delete n",
        "MATCH (n) WHERE n.x = 1. CREATE (:X)",
        "MATCH (n) WHERE n.x = 'it''s' CREATE (:X)",
        "MATCH (n) WHERE n.x = 'a\\'b' CREATE (:X)",
        "MATCH (n)/* ' */CREATE (:X)/* ' */",
        "MATCH (n) // '\nCREATE (:X) // '",
        "RETURN 1; DROP INDEX a",
        "CALL no.such.thing()",
        "LOAD CSV FROM 'file:///a' AS r RETURN r",
        "\\u0043REATE (:X)",
        "RETURN '\\u0027 CREATE (:X)//'",
        "RETURN `a``b` CREATE (:X)",
    ],
)
def test_writes_are_refused(statement: str) -> None:
    with pytest.raises(QueryError):
        refuse_writes(statement)


@given(NAMES)
def test_names_are_no_clauses(word: str) -> None:
    refuse_writes(
        f"MATCH (n:{word})-[:{word}]->(m) WHERE n.{word} = ${word} RETURN n.`{word}`, '{word}' // {word}"
    )


@given(NAMES, st.text(st.sampled_from(" \n\t/*'\"`\\.:$({[]})ax1"), max_size=12))
def test_a_clause_after_quoted_text_is_found(word: str, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    with pytest.raises(QueryError):
        refuse_writes(f"MATCH (n) WHERE n.x = '{quoted}' {word} (n)")
