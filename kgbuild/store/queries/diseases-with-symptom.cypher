// Which diseases show this symptom?
// $symptom (text): name, synonym or id
// $belief (number) = 0: least belief
// $curated (whole number) = -1: 1 to take imported symptoms too, such as HPO's, which have no belief
// Example: kgbuild query -w ws --name diseases-with-symptom -p symptom="fever"
MATCH (s:Symptom)
WHERE toLower($symptom) IN s.search_names
MATCH (x:Disease)-[r:HAS_SYMPTOM]->(s)
WHERE coalesce(r.belief, $curated) >= $belief
RETURN x.name AS disease, x.id AS disease_id, s.name AS symptom, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, r.last_year AS last_year
ORDER BY coalesce(belief, -1) DESC, support DESC, disease_id
