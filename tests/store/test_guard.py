"""What may do more than read is refused, whatever it is hidden in; what only looks like it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import QueryError
from kgbuild.store.cypher_words import FUNCTIONS, KEYWORDS, WRITING
from kgbuild.store.guard import MOST_CHARACTERS, MOST_NESTED, only_reading
from kgbuild.store.named import named_query, query_names
from tests.store.attacks import ENDLESS, WANTED, attacks
from tests.store.benign import benign

FUZZED = 5_000
NAMES = st.sampled_from(sorted(WRITING)).flatmap(
    lambda word: st.sampled_from([word, word.lower(), word.title()])
)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("MATCH (n) SET n.x = 1", "SET may do more"),
        ("match (n) detach delete n", "DETACH may do more"),
        ("MATCH (n) WHERE n.x = 1. CREATE (:X)", "a number runs into"),
        ("MATCH (n) WHERE n.x = 'it''s' CREATE (:X)", "follows a value"),
        ("MATCH (n) WHERE n.x = 'a\\'b' CREATE (:X)", "CREATE may do more"),
        ("MATCH (n)/* ' */CREATE (:X)/* ' */", "CREATE may do more"),
        ("MATCH (n) // '\nCREATE (:X) // '", "CREATE may do more"),
        ("RETURN 1; DROP INDEX a", "one by one"),
        ("CALL no.such.thing()", "procedure no.such.thing"),
        ("CALL `no`.such", "procedure `no`.such"),
        ("RETURN apoc.util.sleep(1)", "function apoc.util.sleep"),
        ("RETURN `size`([1])", "function `size`"),
        ("LOAD CSV FROM 'file:///a' AS r RETURN r", "begins with one of"),
        ("MATCH (n) WHERE n.x > 1 SHOW USERS", "'SHOW' stands where a clause begins"),
        ("RETURN 1 UNION SHOW USERS", "begins with one of"),
        ("CALL { MATCH (n) RETURN n } IN TRANSACTIONS", "TRANSACTIONS may do more"),
        ("\\u0043REATE (:X)", "no \\\\u escapes"),
        ("RETURN '\\u0027 CREATE (:X)//'", "no \\\\u escapes"),
        ("RETURN `a``b` CREATE (:X)", "has no end or holds another"),
        ("MATCH (n)\u00a0RETURN n", r"line 1, column 10 stands 'U\+00A0'"),
        ("MATCH (n)\n ſET n.x = 1", "SET may do more"),
        ("MATCH (n) RETURN n. name", "after a dot"),
        ("MATCH (n:$(x)) RETURN n", "the name of a parameter"),
        ("MATCH (n RETURN n", "never closed"),
        ("MATCH (n]) RETURN n", "closes nothing"),
        ("RETURN 'a", "the text that begins at line 1, column 8"),
        ("RETURN 1 /* a", "the comment that begins at line 1, column 10"),
        ("  // nothing", "there is no query"),
        (f"RETURN {'(' * (MOST_NESTED + 1)}1{')' * (MOST_NESTED + 1)}", "nested deeper"),
        (f"RETURN '{'a' * MOST_CHARACTERS}'", "at most 20,000 characters"),
        ("RETURN size([x IN range(1, 10002) | x])", "range may take forever"),
        ("WITH 1000000000 AS n RETURN reduce(a = 0, x IN range(1, n) | a + x)", "range may take forever"),
        ("RETURN size(range(1, 10 * 1000000))", "range may take forever"),
        ("RETURN range(0, $n)", "range may take forever"),
        ("WITH [1] AS ns RETURN [a IN ns WHERE any(b IN ns WHERE a = b)]", "a loop within a"),
        ("RETURN size([x IN range(1, 9) WHERE size([y IN range(1, 9) WHERE y > x]) > 3])", "a loop within a"),
        ("RETURN reduce(a = 0, x IN [1] | a + reduce(b = 0, y IN ns | b + y))", "a loop within a"),
        ("RETURN 'aaa' =~ '(a+)+b'", "may take forever"),
        ("RETURN 'aaa' =~ '.*a.*a.*a.*a.*a'", "may take forever"),
        ("RETURN 'aaa' =~ 'a' + '.*'", "not something to be computed"),
    ],
)  # fmt: skip
def test_what_is_not_known_to_read_is_refused_and_why(statement: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        only_reading(statement, {"n": 20_000} if "$n" in statement else None)


def test_every_wish_of_an_attacker_is_refused_as_it_stands() -> None:
    for wanted in WANTED:
        for host in (
            "{}",
            "MATCH (n) {}",
            "MATCH (n) WITH n {} RETURN 1",
            "MATCH (n) CALL {{ {} }} RETURN n",
        ):
            with pytest.raises(QueryError):
                only_reading(host.format(wanted))


@pytest.mark.parametrize(("statement", "message"), ENDLESS)
def test_what_no_store_would_end_is_refused_and_why(statement: str, message: str) -> None:
    text = "a" * 5_000
    given = {"l": list(range(10_000)), "m": {"l": [1] * 10_000}, "s": text, "t": {"s": text}}
    with pytest.raises(QueryError, match=message):
        only_reading(statement, given)


def test_what_is_long_but_bounded_gets_through() -> None:
    for statement in (
        "MATCH (n:Drug) WHERE any(x IN $few WHERE any(s IN n.synonyms WHERE s CONTAINS x)) RETURN n",
        "MATCH p = (a)-[*1..2]-(b) WHERE all(n IN nodes(p) WHERE any(s IN n.xrefs WHERE s = '')) RETURN p",
        "MATCH p = (a)-[*1..2]-(b) RETURN reduce(t = 1.0, r IN relationships(p) | t * r.belief + 0.1)",
        "MATCH (n) RETURN reduce(most = 0, x IN n.scores | CASE WHEN x > most THEN x ELSE most END)",
        "RETURN reduce(s = 0, i IN range(1, 100) | s + i)",
        "MATCH (n) WITH collect(n.name) AS names RETURN [x IN names WHERE x IN ['a', 'b']]",
        "MATCH (n) WITH n, collect(n.id) AS a, collect(n.name) AS b RETURN [x IN a + b WHERE x <> n.id | x]",
        "MATCH (n) RETURN replace(replace(replace(n.name, '-', ''), '(', ''), ')', '')",
        "MATCH (n) WHERE n.name =~ '(?i)(non-)?small.cell (lung|breast) (cancer|carcinoma)s?' RETURN n",
        "MATCH (n) WHERE n.id =~ '[A-Z]{2,5}:\\\\d+' OR n.id =~ '(?:a|b)\\\\.[^|()]*' RETURN n",
        "MATCH (n) WHERE any(s IN n.synonyms WHERE s =~ '.*(a|b).*') RETURN n",
        "MATCH (n) RETURN [s IN n.synonyms WHERE s =~ '.*a' | s], [s IN n.synonyms WHERE s =~ $few | s]",
        "MATCH (n) WITH toLower(n.name) AS name WHERE name =~ 'a.*' RETURN name",
        "MATCH (d)--(s) WITH d, collect(s.name) AS l WITH collect(l) AS ls RETURN [x IN ls WHERE x = ls[0]]",
        "MATCH (d)--(s) WITH d, collect(s.name) AS names RETURN collect({drug: d.name, names: names}) AS all",
        "MATCH (d)--(s) WITH d, collect(s) AS all MATCH (d)--(x) RETURN d.name, all, collect(x.name)",
        "MATCH (d)--(s) WITH d, collect(s) AS all MATCH (d)--(x) RETURN collect([d.name, size(all), all[0]])",
        "MATCH (n) WITH collect(n.id) AS ids MATCH (m:Drug) WHERE NOT m.id IN ids RETURN collect(m.name)",
        "MATCH (n) WITH collect(n.id) AS ids UNWIND ids AS id MATCH (m {id: id}) RETURN collect(id)",
        "MATCH (n) WITH n, [(n)-[:TREATS|CAUSES]->(m) | m.name] AS names RETURN n.name, names[..3]",
        "MATCH (n:Drug|Disease) RETURN n.name, [s IN n.synonyms | [s, n.name]] AS pairs",
        "MATCH (n) WITH collect(n.n_documents) AS all MATCH (m) "
        "WITH reduce(t = 0, x IN all | CASE WHEN x > t THEN x ELSE t END) AS most RETURN collect(most)",
        "WITH $few AS few MATCH (n) WHERE n.name IN few RETURN collect(few[0]), collect(few)",
        "UNWIND range(1, 5) AS i RETURN collect(range(1, 3)) AS all",
    ):
        assert only_reading(statement, {"few": ["a", "b"]})


def test_few_attacks_get_through_and_those_have_lost_what_they_wanted() -> None:
    passed = []
    for attack in attacks(FUZZED):
        try:
            passed.append(only_reading(attack, {"name": "x"}))
        except QueryError:
            continue
    assert len(passed) < FUZZED / 20  # What stands in a comment, or is a variable called COMMIT.
    for statement in passed:
        assert "//" not in statement
        assert not {"SET", "CREATE", "DELETE", "MERGE", "LOAD"}.intersection(statement.upper().split())


def test_what_analysts_write_gets_through() -> None:
    queries = benign()
    assert len(set(queries)) == len(queries) >= 200
    assert all(only_reading(query) for query in queries)


def test_named_queries_get_through() -> None:
    assert all(only_reading(named_query(name).statement) for name in query_names())


@given(NAMES)
def test_names_are_no_clauses(word: str) -> None:
    only_reading(
        f"MATCH (n:{word})-[:{word}]->(m) WHERE n.{word} = ${word} RETURN n.`{word}`, '{word}' // {word}"
    )


@given(NAMES, st.text(st.sampled_from(" \n\t/*'\"`\\.:$({[]})ax1"), max_size=12))
def test_a_clause_after_quoted_text_is_found(word: str, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    with pytest.raises(QueryError):
        only_reading(f"MATCH (n) WHERE n.x = '{quoted}' {word} (n)")


def test_comments_are_blank_and_all_else_stays_in_its_place() -> None:
    statement = "MATCH (n) // all\r\nWHERE n.x = '// no' /* a\nb */ RETURN `/* n */`;"
    sent = only_reading(statement.replace("`/* n */`", "n.`/* n */`"))
    assert sent == "MATCH (n)       \nWHERE n.x = '// no'     \n     RETURN n.`/* n */`"


def test_parameters_are_to_have_values() -> None:
    assert only_reading("RETURN $a + $`b c` + $0", {"a": 1, "b c": 2, "0": 3})
    with pytest.raises(QueryError, match=r"names \$b, which has no value: give one with -p b="):
        only_reading("RETURN $a + $b", {"a": 1})
    with pytest.raises(QueryError, match="may take forever"):
        only_reading("MATCH (n) WHERE n.name =~ $p RETURN n", {"p": "(a*)*b"})


def test_the_lists_hold_together() -> None:
    assert not WRITING & KEYWORDS
    assert all(name == name.lower() for name in FUNCTIONS)
