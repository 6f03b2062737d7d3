// Which symptoms does this disease have, and which sentence says so best?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief
// $curated (whole number) = -1: 1 to take imported symptoms too, such as HPO's, which have no belief
// Example: kgbuild query -w ws --name symptoms-of-disease -p disease="influenza"
MATCH (x:Disease)
WHERE toLower($disease) IN x.search_names
MATCH (x)-[r:HAS_SYMPTOM]->(s:Symptom)
WHERE coalesce(r.belief, $curated) >= $belief
OPTIONAL MATCH (e:Evidence {relation_id: r.id})
WITH x, r, s, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH x, r, s, head(collect(e)) AS best
RETURN s.name AS symptom, s.id AS symptom_id, x.name AS disease, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, best.sentence AS sentence
ORDER BY coalesce(belief, -1) DESC, support DESC, symptom_id
