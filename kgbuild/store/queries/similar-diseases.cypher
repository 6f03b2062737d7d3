// Which diseases are most like this one by their symptoms? Shared symptoms over those of either (Jaccard index).
// $disease (text): name, synonym or id
// $shared (whole number) = 1: least number of shared symptoms
// $curated (whole number) = -1: 1 to take imported symptoms too, such as HPO's
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name similar-diseases -p disease="influenza"
MATCH (a:Disease)
WHERE toLower($disease) IN a.search_names
MATCH (a)-[r:HAS_SYMPTOM]->(s:Symptom)<-[q:HAS_SYMPTOM]-(b:Disease)
WHERE b.id <> a.id AND coalesce(r.belief, $curated) >= 0 AND coalesce(q.belief, $curated) >= 0
WITH a, b, count(DISTINCT s) AS shared
WHERE shared >= $shared
MATCH (a)-[r:HAS_SYMPTOM]->(s:Symptom)
WHERE coalesce(r.belief, $curated) >= 0
WITH a, b, shared, count(DISTINCT s) AS own
MATCH (b)-[r:HAS_SYMPTOM]->(s:Symptom)
WHERE coalesce(r.belief, $curated) >= 0
WITH a, b, shared, own, count(DISTINCT s) AS other
RETURN b.name AS disease, b.id AS disease_id, a.name AS like, shared, own + other - shared AS either,
       1.0 * shared / (own + other - shared) AS similarity
ORDER BY similarity DESC, shared DESC, disease_id
LIMIT $limit
