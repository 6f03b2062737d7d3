// Which diseases are most like this one by their symptoms? Shared symptoms over those of either (Jaccard index).
// $disease (text): name, synonym or id
// $shared (whole number) = 1: least number of shared symptoms
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name similar-diseases -p disease="influenza"
MATCH (a:Disease)
WHERE toLower($disease) IN a.search_names
MATCH (a)-[:HAS_SYMPTOM]->(s:Symptom)<-[:HAS_SYMPTOM]-(b:Disease)
WITH a, b, count(DISTINCT s) AS shared
WHERE shared >= $shared
MATCH (a)-[:HAS_SYMPTOM]->(s:Symptom)
WITH a, b, shared, count(DISTINCT s) AS own
MATCH (b)-[:HAS_SYMPTOM]->(s:Symptom)
WITH a, b, shared, own, count(DISTINCT s) AS other
RETURN b.name AS disease, b.id AS disease_id, a.name AS like, shared, own + other - shared AS either,
       1.0 * shared / (own + other - shared) AS similarity
ORDER BY similarity DESC, shared DESC, disease_id
LIMIT $limit
