// Which entities have the most relations? What connects to everything tells little.
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name hubs
MATCH (n:Entity)-[r:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]-(:Entity)
WHERE r.belief IS NOT NULL
WITH n, count(r) AS relations
ORDER BY relations DESC, n.id
LIMIT $limit
RETURN n.name AS name, [l IN labels(n) WHERE l <> "Entity"][0] AS type, relations, n.n_documents AS documents,
       n.id AS id
ORDER BY relations DESC, id
