"""Make up queries that want more than to read the graph, hidden in every way that we could think of."""

# ruff: noqa: E501 - a query is read best in one line

import random
from collections.abc import Callable, Iterator

WANTED = [
    "CREATE (:Pwned)", "CREATE (:Drug {id: 'x'})-[:TREATS]->(:Disease {id: 'y'})", "MERGE (:Pwned {id: 1})",
    "MERGE (m:Drug {id: 'x'}) ON CREATE SET m.bad = 1 ON MATCH SET m.bad = 2", "SET n.name = 'x'", "SET n:Pwned",
    "SET n += {bad: 1}", "SET n = {}", "REMOVE n.name", "REMOVE n:Drug", "DELETE n", "DETACH DELETE n",
    "NODETACH DELETE n", "INSERT (:Pwned)", "FOREACH (i IN [1, 2] | CREATE (:Pwned))",
    "FOREACH (i IN [1] | SET n.name = i)", "LOAD CSV FROM 'file:///etc/passwd' AS row",
    "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1/x' AS row", "LOAD CSV FROM $name AS row", "DROP INDEX a", "DROP CONSTRAINT entity_id",
    "DROP DATABASE kg", "CREATE INDEX a FOR (n:Drug) ON (n.name)", "CREATE DATABASE other", "CREATE USER eve SET PASSWORD 'eve'",
    "ALTER USER neo4j SET PASSWORD 'x'", "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'", "GRANT ROLE admin TO eve",
    "REVOKE ROLE admin FROM neo4j", "DENY READ {*} ON GRAPH * TO PUBLIC", "SHOW USERS", "SHOW INDEXES YIELD name", "SHOW DATABASES",
    "SHOW SETTINGS", "SHOW TRANSACTIONS", "TERMINATE TRANSACTIONS 'x'", "USE system MATCH (m)", "USE graph.byName('system') MATCH (m)",
    "STOP DATABASE neo4j", "START DATABASE neo4j", "RENAME USER a TO b", "ENABLE SERVER 'x'", "DEALLOCATE DATABASES FROM SERVER 'x'",
    "CALL apoc.cypher.doIt('CREATE (:Pwned)', {}) YIELD value", "CALL apoc.cypher.run('MATCH (m) DELETE m', {})",
    "CALL apoc.load.json('file:///etc/passwd') YIELD value", "CALL dbms.security.createUser('eve', 'eve')",
    "CALL db.createLabel('Pwned')", "CALL db.index.fulltext.createNodeIndex('a', ['Drug'], ['name'])",
    "CALL dbms.shutdown()", "CALL dbms.listConfig()", "CALL dbms.setConfigValue('a', 'b')", "CALL merge.node(['Pwned'], {}, {}, {})",
    "CALL apoc.export.csv.all('out.csv', {})", "CALL apoc.util.sleep(100000)", "CALL gds.graph.drop('g')", "CALL jwt.security.requestAccess('x')",
    "CALL { CREATE (:Pwned) }", "CALL { WITH n DETACH DELETE n } IN TRANSACTIONS", "CALL (n) { SET n.name = 1 } IN 4 CONCURRENT TRANSACTIONS",
    "CALL { MATCH (m) RETURN m } IN TRANSACTIONS OF 10 ROWS", "RETURN apoc.util.md5(['a'])", "RETURN apoc.cypher.runFirstColumnSingle('CREATE (x) RETURN x', {})",
    "RETURN file('/etc/passwd')", "RETURN graph.byName('system')", "RETURN linenumber()", "PERIODIC COMMIT 10", "USING PERIODIC COMMIT LOAD CSV FROM 'a' AS r",
    "EXPLAIN MATCH (m)", "PROFILE MATCH (m)", "CYPHER runtime=slotted MATCH (m)", "CYPHER 25 MATCH (m)", "BEGIN", "COMMIT", "ROLLBACK",
    "INSERT INTO Drug SET id = 'x'", "UPDATE Drug SET id = 'x'", "DELETE FROM Drug", "TRUNCATE TYPE Drug UNSAFE", "IMPORT DATABASE file:///x",
    "BACKUP DATABASE file:///x", "EXPORT DATABASE file:///x", "ALTER TYPE Drug NAME Other", "DELETE VERTEX FROM Drug", "DEFINE FUNCTION a 'x'",
]  # fmt: skip
"""What an attacker wants; the last ones are SQL, which the embedded server speaks as well."""

HOSTS = [
    "{}", "MATCH (n) {}", "MATCH (n) {} RETURN n", "MATCH (n) WITH n LIMIT 1 {} RETURN 1", "MATCH (n) RETURN n; {}", "RETURN 1;{};",
    "MATCH (n) WHERE n.name = 'a' {}", "MATCH (n) WHERE n.name = \"it's\" {}", "MATCH (n) WHERE n.name = 'it''s' {}",
    "MATCH (n) WHERE n.name = 'it\\'s' {}", "MATCH (n) WHERE n.name = '\\\\' {} //'", "MATCH (n) // '\n{} // '", "MATCH (n) /* ' */ {} /* ' */",
    "MATCH (n) // x\r{}", "MATCH (n) /* // */ {}", "MATCH (n) /* /* */ {} /* */", "MATCH (n) WHERE n.`a``b` = 1 {} //`", "MATCH (n) WHERE n.`'` = 1 {} //'",
    "MATCH (n) WHERE n.x = 1.{}", "MATCH (n) WHERE n.x = 1. {}", "MATCH (n) WHERE n.x = .5 {}", "MATCH (n) WHERE n.x > 1e3{}", "MATCH (n) WHERE n.x = 0x1F {}",
    "MATCH (n) CALL {{ {} }} RETURN n", "MATCH (n) CALL (n) {{ {} }} RETURN n", "MATCH (n) CALL {{ WITH n {} RETURN 1 AS y }} RETURN n",
    "CALL {{ MATCH (n) RETURN n UNION {} }} RETURN 1", "MATCH (n) WHERE EXISTS {{ {} }} RETURN n", "MATCH (n) RETURN COUNT {{ {} }}", "MATCH (n) RETURN COLLECT {{ {} RETURN 1 }}",
    "UNWIND [1, 2] AS x {}", "UNWIND range(1, 3) AS x {} RETURN x", "RETURN 1 AS a UNION {}", "RETURN 1 AS a UNION ALL {} RETURN 2 AS a",
    "MATCH (n) RETURN * {}", "MATCH (n) WITH * {}", "MATCH (n) RETURN n ORDER BY n.name DESC {}", "MATCH (n) RETURN n LIMIT 3 {}", "MATCH (n) WITH n SKIP 1 {}",
    "MATCH (n) WHERE n.x IS NOT NULL {}", "MATCH (n) WHERE true {}", "MATCH (n) WITH n, CASE WHEN true THEN 1 END {}", "MATCH (n) WITH n AS count {}",
    "MATCH (n) RETURN [x IN [1] | {}]", "MATCH (n) RETURN reduce(a = 0, x IN [1] | {})", "MATCH p = (n)-[r:TREATS|{}]->() RETURN p", "MATCH (n:{}) RETURN n",
    "MATCH (n {{name: {}}}) RETURN n", "MATCH (n) RETURN n {{.name, x: {}}}", "OPTIONAL {}", "OPTIONAL MATCH (n) {}", "WITH {}", "MATCH (n) WHERE {}",
    "EXPLAIN {}", "PROFILE {}", "CYPHER 5 {}", "CYPHER planner=cost {}", "{{!sql}} {}", "{{sql}} {}", "MATCH (n) WHERE n.name =~ {} RETURN n",
    "MATCH (n) RETURN $name {}", "MATCH (n) WHERE n.x = $({}) RETURN n", "MATCH (n) RETURN n.name. {}", "MATCH (n) RETURN labels(n)[0]{}",
    "CALL db.labels() YIELD label {}", "CALL db.labels {}", "MATCH (n) USING INDEX n:Drug(name) {}", "MATCH (n:$({})) RETURN n",
]  # fmt: skip


def _case(text: str, chance: random.Random) -> str:
    return "".join(chance.choice([c.lower(), c.upper()]) if c.isascii() else c for c in text)


def _escape_one(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    form = chance.choice(["\\u{:04X}", "\\u{:04x}", "\\U{:08X}", "\\uu{:04x}"])
    return text[:place] + form.format(ord(text[place])) + text[place + 1 :]


def _insert(text: str, chance: random.Random) -> str:
    what = ["\u200b", "\u00ad", "\ufeff", "\x00", "\u2060", "/**/", "\x85", "``", "\\", "\u0301", "\x1a"]
    place = chance.randrange(1, len(text))
    return text[:place] + chance.choice(what) + text[place:]


def _spaces(text: str, chance: random.Random) -> str:
    spaces = [
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\u00a0",
        "\u2028",
        "\x0b",
        "\x0c",
        "\u3000",
        "/* */",
        "/*\n*/",
        "//\n",
        "//x\r\n",
    ]
    return "".join(chance.choice(spaces) if c == " " and chance.random() < 0.6 else c for c in text)


def _fold(text: str, chance: random.Random) -> str:
    odd = {"S": "ſ", "K": "\u212a", "I": "ı", "i": "İ", "s": "ſ", "k": "\u212a"}
    wide = [chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text]
    return chance.choice([text.translate(str.maketrans(odd)), "".join(wide)])


def _backquote(text: str, chance: random.Random) -> str:
    head, space, rest = text.partition(" ")
    return f"`{head}`{space}{rest}"


def _plain(text: str, chance: random.Random) -> str:
    return text


DISGUISES: list[Callable[[str, random.Random], str]] = [
    *(_plain, _plain, _case, _escape_one, _insert, _spaces, _fold, _backquote),
]

HUGE = [
    "MATCH (a), (b), (c), (d), (e), (f) WHERE a.name + b.name + c.name + d.name + e.name + f.name = '' RETURN count(*)",
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a * b AS c WHERE c % 7 = 1 RETURN count(c)",
    "MATCH p = (a)-[*1..30]-(b) RETURN count(p)",
    "RETURN size(range(1, 100000000000))",
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN collect([a, b]) AS c",
    "MATCH (a), (b), (c), (d) RETURN a.name, b.name, c.name, d.name ORDER BY a.name + d.name DESC",
]  # fmt: skip
"""What only reads, but would never end."""


_LETTERS = "a" * 40
ENDLESS = [
    (f"RETURN '{_LETTERS}' =~ '{'(a|a)' * 40}b'", "more than 10,000 ways"),
    (f"RETURN '{_LETTERS}' =~ '{'a?' * 40}{_LETTERS}'", "more than 10,000 ways"),
    (f"RETURN '{_LETTERS}' =~ '{'a{0,1}' * 40}{_LETTERS}'", "more than 10,000 ways"),
    (f"RETURN '{_LETTERS}' =~ '(?x)(a+) +b'", "repeat no group"),
    (f"RETURN '[{_LETTERS}' =~ '\\\\Q[\\\\E(a+)+]'", "repeat no group"),
    (f"RETURN '{_LETTERS}' =~ '[[](a+)+[]]'", "repeat no group"),
    (f"RETURN '{_LETTERS}' =~ '(a*)\\\\1\\\\1b'", "repeat no group"),
    ("RETURN 'a' =~ 'a' || '(a+)+'", "not something to be computed"),
    ("MATCH (n) WHERE n.name =~ '.*.*.*.*b' RETURN n", "at most 3"),
    ("RETURN 'a' =~ $m.l", "not something to be computed"),
    ("RETURN reduce(s = 'a', i IN range(1, 16) | s + s) =~ '.*.*b'", "may double s"),
    ("RETURN reduce(s = 'a', i IN range(1, 300) | s + 'a') =~ '.*.*b'", "asked of a property"),
    ("RETURN $t.s =~ '.*.*b'", "asked of a property"),
    (
        "MATCH (n) RETURN reduce(s = 'a', i IN range(1, 300) | s + 'a') + n.name =~ '.*.*b'",
        "asked of a property",
    ),
    ("WITH {name: $s} AS n RETURN n.name =~ '.*.*b'", "asked of a property"),
    ("RETURN [i IN range(1, 10000) WHERE 'aaaa' =~ '.*.*b']", "none in a long loop"),
    ("RETURN size(reduce(s = 'a', i IN range(1, 40) | s + s))", "may double s"),
    ("RETURN size(reduce(l = [1], i IN range(1, 40) | l + l))", "may double l"),
    ("RETURN reduce(l = [1], i IN range(1, 40) | [l, l])", "may double l"),
    ("RETURN size(reduce(s = 'a', i IN range(1, 40) | `s` || s))", "may double s"),
    ("RETURN reduce(s = 'a', i IN range(1, 40) | replace(s, 'a', 'aa'))", "may double s"),
    ("WITH range(1, 9999) AS l RETURN reduce(s = '', i IN l | s + 'a') AS s", "adds at most 300"),
    ("RETURN reduce(s = '', i IN range(1, 9999) | s + 'a') AS s", "adds at most 300"),
    ("WITH 'a' AS s " + "WITH s + s AS s " * 40 + "RETURN size(s)", "grow without end"),
    ("WITH [1] AS l " + "WITH [l, l] AS l " * 40 + "RETURN l", "grow without end"),
    ("RETURN " + "replace(" * 6 + "'a'" + ", 'a', 'aaaaaaaaaa')" * 6, "grow without end"),
    (
        "RETURN [i IN range(1, 10000) WHERE any(j IN [0] + range(1, 10000) WHERE "
        "any(k IN [0] + range(1, 10000) WHERE i + j + k < 0))]",
        "a loop within a loop",
    ),
    ("RETURN any(i IN [1] WHERE any(j IN [k IN range(1, 10000) | k] WHERE i + j < 0))", "unknown length"),
    (
        "WITH {l: range(1, 10000)} AS m "
        "RETURN any(i IN m.l WHERE any(j IN m.l WHERE any(k IN m.l WHERE i + j + k < 0)))",
        "unknown length",
    ),
    ("RETURN any(i IN $l WHERE any(j IN $l WHERE any(k IN $l WHERE i + j + k < 0)))", "steps"),
    ("RETURN any(i IN $m.l WHERE any(j IN $m.l WHERE i + j < 0))", "steps"),
    (
        "UNWIND range(1, 3000000) AS i WITH collect(i) AS l RETURN size([j IN range(1, size(l)) WHERE j IN l])",
        "unknown length",
    ),
    ("WITH $l AS l RETURN size([j IN range(1, size(l) * size(l)) | j])", "range may take forever"),
    (
        "UNWIND range(1, 300000) AS i WITH collect(i) AS l, collect(i) AS k RETURN [j IN l WHERE k <> l]",
        "uses k as a whole",
    ),
    ("WITH range(1, 10000) AS l RETURN [j IN l WHERE reverse(l) = tail(l)]", "uses l as a whole"),
    ("UNWIND range(1, 9000000000) + [0] AS i RETURN i", "range may take forever"),
    ("UNWIND range(1, 1000000) AS i WITH collect(-i) AS l RETURN [j IN l WHERE NOT -j IN l]", "unknown length"),
    (
        "UNWIND range(1, 10000) AS i WITH collect(i) AS l UNWIND range(1, 1000000) AS j WITH collect(l) AS ls "
        "RETURN size([x IN ls WHERE x = x])",
        "list that each row has",
    ),
    (
        "UNWIND range(1, 9999) AS i WITH collect(i) AS l WITH l[1..] AS m MATCH (n) "
        "WITH collect({m: m}) AS ls RETURN size([x IN ls WHERE x.m = x.m])",
        "list that each row has",
    ),
    ("UNWIND range(1, 1000000) AS j WITH collect($l) AS ls RETURN [x IN ls WHERE x = x]", "that each row has"),
    ("UNWIND range(1, 1000000) AS j RETURN collect(range(1, 10000)) AS ls", "list that each row has"),
    (f"UNWIND range(1, 1000000) AS j RETURN collect([{'1, ' * 5000}1]) AS ls", "list that each row has"),
    (
        "MATCH (n) WITH collect(n.id) AS l RETURN COLLECT { UNWIND range(1, 1000000) AS j RETURN l } AS ls",
        "list that each row has",
    ),
    (
        "MATCH (n)--(m) WITH n, collect(m.id) AS l WITH collect(l) AS ls UNWIND ls AS one "
        "UNWIND range(1, 1000000) AS j RETURN collect(one) AS many",
        "list that each row has",
    ),
    ("MATCH (n) WITH collect(n.id) AS l RETURN [x IN range(1, 1000) | l] AS ls", "at each step"),
    ("MATCH (n) WITH collect(n.id) AS l MATCH (n) RETURN [(n)-->(m) | l] AS ls", "at each step"),
    (
        "MATCH (n) WITH collect(n.id) AS l RETURN reduce(a = [], x IN range(1, 300) | a + [l]) AS ls",
        "at each step",
    ),
    (
        "UNWIND range(1, 1000000) AS i WITH collect(i) AS l "
        + "WITH [l, l, l, l, l, l, l, l] AS l " * 3
        + "RETURN l = l",
        "more than 100 times",
    ),
    (
        "MATCH (n) WITH collect(n.id) AS l WITH collect(l) AS ls "
        f"RETURN size([x IN ls WHERE {' AND '.join(['x = x'] * 50)}])",
        "names x 101 times",
    ),
]  # fmt: skip
"""What takes forever within one expression, where no store looks at a clock, and why it is refused; `$l` is a
long list, `$m.l` another, `$s` and `$t.s` long texts."""


def attacks(count: int, seed: int = 0) -> Iterator[str]:
    """Yield so many different ones, the same for the same seed."""
    chance = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < count:
        wanted = chance.choice(DISGUISES)(chance.choice(WANTED), chance)
        attack = chance.choice(HOSTS).format(wanted)
        if chance.random() < 0.2:
            attack = chance.choice(DISGUISES)(attack, chance)
        if attack not in seen:
            seen.add(attack)
            yield attack
