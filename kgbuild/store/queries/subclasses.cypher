// Which entities are kinds of this one, by imported hierarchies, up to four steps down?
// $entity (text): name, synonym or id
// $limit (whole number) = 200: how many
// Example: kgbuild query -w ws --name subclasses -p entity="headache"
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH p = (n)<-[:SUBCLASS_OF*1..4]-(m:Entity)
WITH n, m, min(length(p)) AS steps
RETURN m.name AS name, m.id AS id, steps, n.name AS kind_of, m.n_documents AS documents
ORDER BY steps, id
LIMIT $limit
