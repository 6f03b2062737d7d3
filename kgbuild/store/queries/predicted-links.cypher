// What is predicted about this entity, in either direction, and what should make one careful?
// $entity (text): name, synonym or id
// $probability (number) = 0: least probability
// $run (text) = "": run of a model; empty for any
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name predicted-links -p entity="metformin" -p probability=0.2
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
MATCH (n)-[p:PREDICTED_TREATS|PREDICTED_CAUSES|PREDICTED_HAS_SYMPTOM|PREDICTED_INTERACTS_WITH]-(m:Entity)
WHERE p.probability >= $probability AND ($run = "" OR p.model_run = $run)
RETURN n.name AS entity, CASE WHEN startNode(p) = n THEN "->" ELSE "<-" END AS direction, type(p) AS type,
       m.name AS other, m.id AS other_id, p.probability AS probability, p.rank AS rank, p.known AS known,
       p.harms AS said_to_cause, p.contradicted AS denied_by, p.hub_only AS hub_only, p.model_run AS run
ORDER BY probability DESC, rank, p.id
LIMIT $limit
