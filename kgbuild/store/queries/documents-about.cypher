// Which documents state something about this entity, the newest first?
// $entity (text): name, synonym or id
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name documents-about -p entity="metformin"
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH (n)<-[:SUBJECT|OBJECT]-(e:Evidence)-[:FROM]->(d:Document)
RETURN d.id AS document, d.year AS year, d.title AS title, d.journal AS journal, count(DISTINCT e) AS evidence,
       n.name AS entity
ORDER BY coalesce(d.year, 0) DESC, evidence DESC, document
LIMIT $limit
