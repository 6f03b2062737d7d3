// Which entities are called or mean most like this one? Needs the vectors of `kgbuild load --embeddings`: no rows without.
// $entity (text): name, synonym or id
// $limit (whole number) = 10: how many
// Example: kgbuild query -w ws --name entities-alike -p entity="hypertension"
// The index may miss what is near, the seldomer the more it is asked for.
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names AND n.embedding IS NOT NULL
CALL db.index.vector.queryNodes('entity_embeddings', $limit * 5 + 100, n.embedding) YIELD node, score
WITH n, node, round(score * 10000) / 10000 AS similarity
WHERE node.id <> n.id
RETURN node.name AS entity, [l IN labels(node) WHERE l <> "Entity"][0] AS type, node.id AS entity_id,
       similarity, n.name AS like
ORDER BY similarity DESC, entity_id
LIMIT $limit
