// Which entities have this text in their name, a synonym or an id?
// $text (text): part of a name, in any case
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name names-containing -p text="hypert"
MATCH (n:Entity)
WHERE any(name IN n.search_names WHERE name CONTAINS toLower($text))
RETURN n.name AS name, n.id AS id, [l IN labels(n) WHERE l <> "Entity"][0] AS type,
       [name IN n.search_names WHERE name CONTAINS toLower($text)] AS found, n.n_documents AS documents
ORDER BY documents DESC, id
LIMIT $limit
