// Which relations that were read does an imported source state as well?
// $source (text) = "": name of the import; empty for any
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name confirmed-relations -p source=hpo
MATCH (a:Entity)-[r:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]->(b:Entity)
WHERE r.source = "extracted"
MATCH (a)-[c]->(b)
WHERE c.source <> "extracted" AND type(c) = type(r) AND ($source = "" OR c.source = $source)
RETURN a.name AS subject, type(r) AS type, b.name AS object, r.belief AS belief, r.n_support AS support,
       c.source AS source, c.frequency AS frequency
ORDER BY belief DESC, r.id, source
LIMIT $limit
