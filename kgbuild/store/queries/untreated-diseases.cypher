// Which diseases are written about most while nothing is said to treat them?
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name untreated-diseases -p limit=20
MATCH (x:Disease)
WHERE NOT (x)<-[:TREATS]-(:Drug)
RETURN x.name AS disease, x.id AS disease_id, x.n_documents AS documents, x.grounded AS grounded
ORDER BY documents DESC, disease_id
LIMIT $limit
