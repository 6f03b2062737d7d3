// Which entities are mentioned most, but stand in no relation?
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name unrelated-entities
MATCH (n:Entity)
WHERE NOT (n)-[:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]-(:Entity)
RETURN n.name AS name, [l IN labels(n) WHERE l <> "Entity"][0] AS type, n.n_documents AS documents, n.id AS id
ORDER BY documents DESC, id
LIMIT $limit
