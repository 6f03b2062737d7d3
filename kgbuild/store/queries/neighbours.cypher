// What is this entity related to, whatever the relation and its direction?
// $entity (text): name, synonym or id
// $belief (number) = 0: least belief
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name neighbours -p entity="metformin" -p belief=0.5
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH (n)-[r]-(m:Entity)
WHERE r.belief >= $belief AND type(r) <> "CO_OCCURS_WITH"
RETURN n.name AS entity, CASE WHEN startNode(r) = n THEN "->" ELSE "<-" END AS direction, type(r) AS type,
       m.name AS neighbour, [l IN labels(m) WHERE l <> "Entity"][0] AS neighbour_type, m.id AS neighbour_id,
       r.belief AS belief, r.n_support AS support, r.n_contradict AS against, r.source AS source
ORDER BY belief DESC, support DESC, r.id
LIMIT $limit
