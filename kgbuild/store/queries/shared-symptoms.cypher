// Which symptoms do these two diseases share?
// $first (text): name, synonym or id of a disease
// $second (text): name, synonym or id of another
// $curated (whole number) = -1: 1 to take imported symptoms too, such as HPO's, which have no belief
// Example: kgbuild query -w ws --name shared-symptoms -p first="influenza" -p second="COVID-19"
MATCH (a:Disease)
WHERE toLower($first) IN a.search_names
MATCH (b:Disease)
WHERE toLower($second) IN b.search_names
MATCH (a)-[r:HAS_SYMPTOM]->(s:Symptom)<-[q:HAS_SYMPTOM]-(b)
WHERE coalesce(r.belief, $curated) >= 0 AND coalesce(q.belief, $curated) >= 0
RETURN s.name AS symptom, s.id AS symptom_id, a.name AS first, r.belief AS belief_first, b.name AS second,
       q.belief AS belief_second
ORDER BY coalesce(belief_first, 0) * coalesce(belief_second, 0) DESC, symptom_id
