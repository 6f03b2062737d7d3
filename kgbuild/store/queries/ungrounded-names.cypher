// Which names are found most often and are in no vocabulary?
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name ungrounded-names -p limit=200
MATCH (n:Entity)
WHERE n.grounded = false
RETURN n.name AS name, [l IN labels(n) WHERE l <> "Entity"][0] AS type, n.n_documents AS documents, n.id AS id
ORDER BY documents DESC, id
LIMIT $limit
