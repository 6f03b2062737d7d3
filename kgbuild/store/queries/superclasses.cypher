// Of what is this entity a kind, by imported hierarchies, up to four steps up?
// $entity (text): name, synonym or id
// $limit (whole number) = 200: how many
// Example: kgbuild query -w ws --name superclasses -p entity="migraine"
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH p = (n)-[:SUBCLASS_OF*1..4]->(m:Entity)
WITH n, m, min(length(p)) AS steps
RETURN m.name AS name, m.id AS id, steps, n.name AS kind, m.n_documents AS documents
ORDER BY steps, id
LIMIT $limit
