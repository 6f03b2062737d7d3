// What do imported sources say about this entity, with what licence?
// $entity (text): name, synonym or id
// $source (text) = "": name of the import, such as hpo; empty for any
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name curated-relations -p entity="migraine" -p source=hpo
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH (n)-[r]-(m:Entity)
WHERE r.source <> "extracted" AND ($source = "" OR r.source = $source)
RETURN n.name AS entity, CASE WHEN startNode(r) = n THEN "->" ELSE "<-" END AS direction, type(r) AS type,
       m.name AS other, m.id AS other_id, r.frequency AS frequency, r.onset AS onset, r.publications AS publications,
       r.source AS source, r.licence AS licence
ORDER BY type, other_id, r.id
LIMIT $limit
