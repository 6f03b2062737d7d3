// Which entities are called, or mean, what this text says? Needs the vectors of `kgbuild load --embeddings`, and torch.
// $text (meaning): any words; what made the entities' vectors makes one of them
// $limit (whole number) = 10: how many
// Example: kgbuild query -w ws --name entities-like-text -p text="trouble falling asleep"
// The index may miss what is near, the seldomer the more it is asked for.
CALL db.index.vector.queryNodes('entity_embeddings', $limit * 5 + 100, $text) YIELD node, score
WITH node, round(score * 10000) / 10000 AS similarity
RETURN node.name AS entity, [l IN labels(node) WHERE l <> "Entity"][0] AS type, node.id AS entity_id, similarity
ORDER BY similarity DESC, entity_id
LIMIT $limit
