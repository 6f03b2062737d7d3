"""Queries as analysts write them: every one reads, and must get through."""

# ruff: noqa: E501 - a query is read best in one line

from itertools import product

SHAPES = r"""
MATCH (n) RETURN count(n)
MATCH (n) RETURN count(*) AS count
match (n:Drug) return n limit 10
MATCH (n:Drug) RETURN n.name, n.id ORDER BY n.name SKIP 10 LIMIT 10;
MATCH (n) RETURN DISTINCT labels(n) AS labels, count(*) AS n ORDER BY n DESC
MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS count ORDER BY count DESC
MATCH (d:Drug)-[r:TREATS]->(x:Disease) WHERE r.belief > 0.9 RETURN d.name, x.name, r.belief ORDER BY r.belief DESC LIMIT 25
MATCH (d:Drug)-[:TREATS]->(x:Disease)-[:HAS_SYMPTOM]->(s:Symptom) RETURN d.name, collect(DISTINCT s.name) AS symptoms
MATCH (d:Drug)-[:TREATS]->(x), (d)-[:CAUSES]->(y) WHERE x <> y RETURN d.name, x.name, y.name
MATCH (d:Drug)-[t:TREATS]->(x)<-[c:CAUSES]-(d) RETURN d.name, x.name, t.belief, c.belief
MATCH (d:Drug {name: 'aspirin'}) RETURN d
MATCH (d:Drug {name: "aspirin"})-[r]-(x) RETURN type(r), x.name, r.belief
MATCH (d:Drug {id: $id}) RETURN d.name, d.synonyms, d.xrefs
MATCH (n:Entity) WHERE n.name = 'it\'s' RETURN n
MATCH (n:Entity) WHERE n.name = "say \"no\"" RETURN n
MATCH (n:Entity) WHERE toLower(n.name) CONTAINS 'cancer' RETURN n.name
MATCH (n:Entity) WHERE n.name STARTS WITH 'hyper' AND NOT n.name ENDS WITH 'ia' RETURN n.name
MATCH (n:Entity) WHERE n.name =~ '(?i).*(carcinoma|cancer).*' RETURN n.name
MATCH (n:Entity) WHERE n.name =~ $pattern RETURN n.name
MATCH (n:Entity) WHERE n.name IN ['aspirin', 'ibuprofen'] RETURN n
MATCH (n:Entity) WHERE n.name IN $names RETURN n
MATCH (n:Entity) WHERE n.id STARTS WITH "HP:" RETURN n.id, n.name
MATCH (n:Entity) WHERE size(n.synonyms) > 3 RETURN n.name, n.synonyms[0], n.synonyms[1..3], n.synonyms[-1]
MATCH (n:Entity) WHERE 'flu' IN n.synonyms RETURN n
MATCH (n:Entity) WHERE any(s IN n.synonyms WHERE s CONTAINS 'pain') RETURN n.name
MATCH (n:Entity) WHERE all(x IN n.xrefs WHERE x STARTS WITH 'UMLS') AND none(x IN n.xrefs WHERE x = '') RETURN n
MATCH (n:Entity) WHERE single(x IN n.xrefs WHERE x STARTS WITH 'MESH:') RETURN n.id
MATCH (n:Entity) WHERE n.grounded = false RETURN n.name ORDER BY n.n_documents DESC
MATCH (n:Entity) WHERE NOT n.grounded RETURN n.name
MATCH (n:Entity) WHERE n.xrefs IS NULL OR size(n.xrefs) = 0 RETURN count(n)
MATCH (n:Entity) WHERE n.name IS NOT NULL RETURN n.name
MATCH (n) WHERE n:Drug OR n:Symptom RETURN n.name
MATCH (n:Drug|Symptom) RETURN n.name
MATCH (n:Entity&!Drug) RETURN n.name
MATCH (n:!Document) RETURN count(n)
MATCH (a)-[r:TREATS|CAUSES]->(b) RETURN a.name, type(r), b.name
MATCH (a)-[r]->(b) WHERE type(r) IN ['TREATS', 'CAUSES'] RETURN a.name, b.name
MATCH (a)<-[r:HAS_SYMPTOM]-(b) RETURN a.name, b.name
MATCH (a)--(b) RETURN a, b LIMIT 5
MATCH (a)-->(b)<--(c) RETURN a, b, c LIMIT 5
MATCH (a)-[]-(b) RETURN count(*)
MATCH p = (a:Drug)-[*1..3]-(b:Disease) RETURN p LIMIT 10
MATCH p = (a:Drug)-[:TREATS|CAUSES*..2]->(b) RETURN p, length(p) LIMIT 10
MATCH p = (a:Drug)-[:TREATS*2]->(b) RETURN nodes(p), relationships(p)
MATCH p = shortestPath((a:Drug {name: 'aspirin'})-[*]-(b:Disease {name: 'Influenza'})) RETURN p
MATCH p = allShortestPaths((a:Drug)-[:TREATS|CAUSES*..4]-(b:Symptom)) WHERE a.id = $a AND b.id = $b RETURN p
MATCH p = SHORTEST 1 (a:Drug)-[:TREATS]-+(b:Disease) RETURN p
MATCH p = (a:Drug) ((x)-[:TREATS]->(y)){1,3} (b) RETURN p LIMIT 5
OPTIONAL MATCH (d:Drug {name: 'x'}) RETURN d
MATCH (d:Drug) OPTIONAL MATCH (d)-[r:TREATS]->(x) RETURN d.name, count(x) AS treats
MATCH (d:Drug) WHERE NOT (d)-[:TREATS]->() RETURN d.name
MATCH (d:Drug) WHERE NOT EXISTS { (d)-[:TREATS]->(:Disease) } RETURN d.name
MATCH (d:Drug) WHERE EXISTS { MATCH (d)-[r:CAUSES]->(s:Symptom) WHERE r.belief > 0.5 } RETURN d.name
MATCH (d:Drug) WHERE exists((d)-[:CAUSES]->()) RETURN d.name
MATCH (d:Drug) RETURN d.name, COUNT { (d)-[:TREATS]->() } AS treats ORDER BY treats DESC
MATCH (d:Drug) RETURN d.name, COLLECT { MATCH (d)-[:TREATS]->(x) RETURN x.name } AS treats
MATCH (d:Drug) RETURN d.name, [(d)-[:TREATS]->(x) | x.name] AS treats
MATCH (d:Drug) RETURN d.name, [(d)-[r:TREATS]->(x) WHERE r.belief > 0.5 | {name: x.name, belief: r.belief}] AS treats
MATCH (d:Drug) RETURN d {.name, .id, n: size(d.synonyms)} AS drug
MATCH (d:Drug) RETURN d {.*, type: 'drug'} AS drug
MATCH (d:Drug) RETURN properties(d), keys(d), elementId(d)
MATCH (d:Drug) WITH d ORDER BY d.n_documents DESC LIMIT 5 MATCH (d)-[r]->(x) RETURN d.name, collect(x.name)[..3]
MATCH (d:Drug)-[r:TREATS]->(x) WITH d, count(r) AS n WHERE n > 3 RETURN d.name, n ORDER BY n DESC
MATCH (d:Drug)-[r:TREATS]->(x) WITH d, count(r) AS count, avg(r.belief) AS mean WHERE count > 1 RETURN d.name, round(mean, 2), count
MATCH (d:Drug)-[r:TREATS]->(x) WITH *, r.belief AS belief WHERE belief > 0.5 RETURN *
MATCH (d:Drug)-[r:TREATS]->(x) RETURN * LIMIT 3
MATCH (n) WITH n AS `my node` RETURN `my node`.name AS `the name`
MATCH (n) RETURN n.name AS type, n.id AS index, 1 AS user, 2 AS start, 3 AS stop, 4 AS use, 5 AS show
UNWIND ['aspirin', 'ibuprofen'] AS name MATCH (d:Drug {name: name}) RETURN d
UNWIND $rows AS row MATCH (d:Drug {id: row.id}) RETURN d.name, row.score
UNWIND range(1990, 2020, 5) AS year OPTIONAL MATCH (d:Document {year: year}) RETURN year, count(d) AS documents
MATCH (d:Document) WHERE d.year >= 2000 AND d.year < 2010 RETURN count(d)
MATCH (d:Document) WHERE 2000 <= d.year < 2010 RETURN count(d)
MATCH (d:Document) RETURN d.year / 10 * 10 AS decade, count(*) AS n ORDER BY decade
MATCH (d:Document) RETURN (d.year - d.year % 10) AS decade, count(*) AS n
MATCH (e:Evidence)-[:FROM]->(d:Document) RETURN d.journal AS journal, count(e) AS n ORDER BY n DESC LIMIT 20
MATCH (e:Evidence {polarity: 'contradicts'})-[:FROM]->(d) RETURN e.sentence, d.id, d.year
MATCH (e:Evidence) WHERE e.certainty <> 'certain' RETURN e.sentence LIMIT 5
MATCH (s:Entity)<-[:SUBJECT]-(e:Evidence)-[:OBJECT]->(o:Entity) RETURN s.name, e.predicate, o.name, e.sentence LIMIT 5
MATCH (e:Evidence) WHERE e.sentence CONTAINS 'CREATE a cohort; DROP out' RETURN e.sentence
MATCH (e:Evidence) WHERE e.sentence CONTAINS "-- // /* MERGE */" RETURN e
MATCH (n) WHERE n.set = 1 AND n.delete = 2 RETURN n.create, n.merge
MATCH (n:Set)-[r:CREATE]->(m:Delete) RETURN r
MATCH (n) RETURN {set: 1, create: n.name, load: 2} AS map
MATCH (n {remove: 1}) RETURN n
MATCH (n) RETURN $set, $create
MATCH (n) RETURN n.name // SET n.x = 1
MATCH (n) /* DELETE n */ RETURN n.name
// Which drugs?
MATCH (d:Drug) RETURN d.name
MATCH (`create`) RETURN `create`.name AS `set`
MATCH (n:Entity) WHERE any(s IN n.synonyms WHERE any(x IN $names WHERE s CONTAINS x)) RETURN n
MATCH p = (a:Drug)-[*1..2]-(b) WHERE all(n IN nodes(p) WHERE none(l IN labels(n) WHERE l = 'Document')) RETURN p
WITH [1, 2] AS list RETURN [i IN range(0, size(list) - 1) | list[i]] AS copy
RETURN 1
RETURN 1 + 2 * 3 - 4 / 5 % 6 ^ 7 AS x
RETURN -1 AS minus, +1 AS plus, .5 AS half, 1e3 AS thousand, 1.5E-3 AS little, 0x1F AS hex, 0o17 AS oct
RETURN true AND NOT false OR null XOR TRUE AS x
RETURN [1, 2, 3][0] AS first, [1, 2, 3][1..] AS rest, {a: 1}.a AS a, {a: {b: [1]}}.a.b[0] AS deep
RETURN 'a' + 'b' AS ab, 'a' || 'b' AS abc
RETURN CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END AS x
MATCH (n) RETURN CASE n.grounded WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '?' END AS grounded, n.name
MATCH (n) RETURN n.name, CASE WHEN n:Drug THEN 'drug' WHEN n:Disease THEN 'disease' END AS kind
RETURN reduce(total = 0, x IN [1, 2, 3] | total + x) AS sum
RETURN [x IN range(1, 10) WHERE x % 2 = 0 | x * x] AS squares
RETURN coalesce(null, 1), toInteger('1'), toFloat('1.5'), toString(1), toBoolean('true')
RETURN abs(-1), ceil(1.2), floor(1.8), sqrt(4), log(2.7), log10(100), exp(1), pi(), sign(-3)
RETURN split('a,b', ','), replace('aXb', 'X', '-'), substring('hello', 1, 3), left('abc', 1), right('abc', 1), trim(' a '), reverse('abc')
RETURN date('2020-01-01').year, datetime().year, duration.between(date('2020-01-01'), date('2021-01-01')).days
RETURN duration({days: 1}) AS day, date.truncate('month', date('2020-05-17')) AS month
MATCH (n:Drug) RETURN min(n.n_documents), max(n.n_documents), avg(n.n_documents), sum(n.n_documents), stDev(n.n_documents), percentileCont(n.n_documents, 0.5)
MATCH (n:Drug) RETURN n.name AS name UNION MATCH (n:Symptom) RETURN n.name AS name
MATCH (n:Drug) RETURN n.name AS name UNION ALL MATCH (n:Disease) RETURN n.name AS name
MATCH (d:Drug) CALL { WITH d MATCH (d)-[r:TREATS]->(x) RETURN x.name AS x ORDER BY r.belief DESC LIMIT 1 } RETURN d.name, x
MATCH (d:Drug) CALL (d) { MATCH (d)-[:CAUSES]->(s) RETURN count(s) AS n } RETURN d.name, n ORDER BY n DESC
CALL { MATCH (n:Drug) RETURN count(n) AS n UNION ALL MATCH (n:Symptom) RETURN count(n) AS n } RETURN sum(n)
CALL db.labels()
CALL db.labels() YIELD label RETURN label ORDER BY label
CALL db.relationshipTypes() YIELD relationshipType AS t RETURN t
CALL db.propertyKeys
CALL db.schema.visualization()
CALL db.index.fulltext.queryNodes('entity_names', 'heart failure') YIELD node, score RETURN node.name, score LIMIT 5
CALL db.index.vector.queryNodes('entity_vectors', 5, $vector) YIELD node, score RETURN node.name, score
MATCH (a:Disease {name: 'Influenza'})-[:HAS_SYMPTOM]->(s)<-[:HAS_SYMPTOM]-(b:Disease) WITH a, b, count(s) AS shared MATCH (b)-[:HAS_SYMPTOM]->(t) WITH a, b, shared, count(t) AS total RETURN b.name, toFloat(shared) / total AS share ORDER BY share DESC
MATCH (a:Drug)-[:TREATS]->(x)<-[:TREATS]-(b:Drug) WHERE a.id < b.id RETURN a.name, b.name, count(x) AS shared ORDER BY shared DESC
MATCH (a:Drug)-[r1:TREATS]->(x:Disease), (b:Drug)-[r2:TREATS]->(x) WHERE elementId(a) < elementId(b) AND (a)-[:INTERACTS_WITH]-(b) RETURN x.name, a.name, b.name
MATCH (n) WHERE n.name = 'Sjögren–Larsson' OR n.name = 'α-synuclein' OR n.name = '疾病' RETURN n
MATCH (größe:Drug) RETURN größe.name
WITH 0.5 AS least MATCH (d:Drug)-[r:TREATS]->(x) WHERE r.belief >= least RETURN d.name, x.name
WITH ['a', 'b'] AS names UNWIND names AS name RETURN name, size(names)
MATCH (d:Document) WHERE d.retracted RETURN d.id, d.title
MATCH (n:Entity) WHERE valueType(n.name) STARTS WITH 'STRING' RETURN n LIMIT 1
MATCH (n:Drug) WHERE n.n_documents >= 10 XOR n.grounded RETURN n.name
MATCH (start:Drug)-[r]->(end) RETURN start.name, end.name
MATCH (n:Drug) RETURN n.name AS drug ORDER BY drug DESCENDING OFFSET 3
MATCH (a:Drug)-[r:TREATS {predicate: 'biolink:treats'}]->(b) WHERE r.first_year IS NOT NULL AND r.last_year - r.first_year > 10 RETURN a, r, b
MATCH (a)-[r]->(b) WHERE startNode(r).id = a.id AND endNode(r) = b RETURN head(collect(r)), last(collect(b.name)), tail(collect(a.name))
""".strip()

FILLED = [
    "MATCH (a:{label}) WHERE a.{text} = $value RETURN a.n_documents, a.{text} ORDER BY a.{text} LIMIT 10",
    "MATCH (a:{label})-[r]-(b) WHERE toLower(a.{text}) CONTAINS toLower($value)\n"
    "  RETURN type(r), b.{text}, count(*) AS n\n  ORDER BY n DESC // the most first",
    "MATCH (a)-[r:{type}]->(b) WHERE r.belief >= 0.{digit} RETURN a.name, b.name, r.belief",
    "MATCH (a)-[r:{type}]->(b)\nWITH b, count(DISTINCT a) AS n, max(r.belief) AS best\n"
    "WHERE n > {digit}\nRETURN b.name, n, best",
]
_FILLERS = {
    "label": ["Entity", "Drug", "Disease", "Symptom"],
    "text": ["name", "id", "type"],
    "type": ["TREATS", "CAUSES", "HAS_SYMPTOM", "`INTERACTS_WITH`", "CO_OCCURS_WITH"],
    "digit": ["1", "2", "5", "7", "9"],
}


def benign() -> list[str]:
    """Return all of them, each once."""
    lines = SHAPES.replace("// Which drugs?\n", "// Which drugs?\\n").split("\n")
    written = [line.replace("\\n", "\n") for line in lines]
    return written + [query for template in FILLED for query in _filled(template)]


def _filled(template: str) -> list[str]:
    names = [name for name in _FILLERS if f"{{{name}}}" in template]
    queries = []
    for values in product(*(_FILLERS[name] for name in names)):
        query = template
        for name, value in zip(names, values, strict=True):
            query = query.replace(f"{{{name}}}", value)
        queries.append(query)
    return queries
