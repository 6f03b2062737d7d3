// Which documents are the newest, and how much do they state?
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name newest-documents -p limit=10
MATCH (d:Document)
WHERE d.year IS NOT NULL
WITH d
ORDER BY d.year DESC, d.id
LIMIT $limit
OPTIONAL MATCH (e:Evidence)-[:FROM]->(d)
RETURN d.id AS document, d.year AS year, d.title AS title, d.journal AS journal, d.retracted AS retracted,
       count(e) AS evidence
ORDER BY year DESC, document
