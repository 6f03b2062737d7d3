// What changed since this year? Relations about which documents of that year or later say something.
// $since (whole number): year
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name changed-since -p since=2020
MATCH (e:Evidence)-[:FROM]->(d:Document)
WHERE d.year >= $since AND e.predicate <> "CO_OCCURS_WITH"
WITH e.relation_id AS id, e.predicate AS type, count(DISTINCT d) AS documents,
     sum(CASE WHEN e.polarity = "supports" THEN 1 ELSE 0 END) AS for,
     sum(CASE WHEN e.polarity = "contradicts" THEN 1 ELSE 0 END) AS against, min(e.id) AS example
MATCH (x:Evidence {id: example})
MATCH (x)-[:SUBJECT]->(s:Entity)
MATCH (x)-[:OBJECT]->(o:Entity)
OPTIONAL MATCH (s)-[r]->(o)
WHERE r.id = id
RETURN s.name AS subject, type, o.name AS object, documents, for, against,
       CASE WHEN r IS NULL THEN "not believed" WHEN r.first_year >= $since THEN "new" ELSE "known" END AS state,
       r.first_year AS first_year, r.belief AS belief, id
ORDER BY documents DESC, for DESC, id
LIMIT $limit
