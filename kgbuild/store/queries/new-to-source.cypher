// Which symptoms of diseases were read that this source, which knows both, does not list?
// $source (text): name of an import, such as hpo
// $belief (number) = 0: least belief
// $limit (whole number) = 100: how many
// Example: kgbuild query -w ws --name new-to-source -p source=hpo -p belief=0.5
MATCH (a:Disease)-[r:HAS_SYMPTOM]->(s:Symptom)
WHERE r.belief >= $belief
MATCH (a)-[known:HAS_SYMPTOM]->(:Entity)
WHERE known.source = $source
WITH DISTINCT a, r, s
OPTIONAL MATCH (a)-[same:HAS_SYMPTOM]->(s)
WHERE same.source = $source
WITH a, r, s, count(same) AS listed
WHERE listed = 0
RETURN a.name AS disease, s.name AS symptom, r.belief AS belief, r.n_support AS support, a.id AS disease_id,
       s.id AS symptom_id
ORDER BY belief DESC, disease_id, symptom_id
LIMIT $limit
