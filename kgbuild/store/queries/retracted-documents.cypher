// Which documents are retracted, and does anything still rest on them? Evidence is to be 0: load again where it is not.
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name retracted-documents
MATCH (d:Document)
WHERE d.retracted = true
OPTIONAL MATCH (e:Evidence)-[:FROM]->(d)
RETURN d.id AS document, d.year AS year, d.title AS title, d.journal AS journal, count(e) AS evidence
ORDER BY evidence DESC, document
LIMIT $limit
