// Which journals say most about this entity?
// $entity (text): name, synonym or id
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name evidence-by-journal -p entity="metformin"
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH (n)<-[:SUBJECT|OBJECT]-(e:Evidence)-[:FROM]->(d:Document)
WHERE d.journal <> ""
RETURN d.journal AS journal, count(DISTINCT d) AS documents, count(DISTINCT e) AS evidence, min(d.year) AS first_year,
       max(d.year) AS last_year
ORDER BY documents DESC, evidence DESC, journal
LIMIT $limit
