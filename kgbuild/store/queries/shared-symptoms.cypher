// Which symptoms do these two diseases share?
// $first (text): name, synonym or id of a disease
// $second (text): name, synonym or id of another
// Example: kgbuild query -w ws --name shared-symptoms -p first="influenza" -p second="COVID-19"
MATCH (a:Disease)
WHERE toLower($first) IN a.search_names
MATCH (b:Disease)
WHERE toLower($second) IN b.search_names
MATCH (a)-[r:HAS_SYMPTOM]->(s:Symptom)<-[q:HAS_SYMPTOM]-(b)
WHERE r.belief IS NOT NULL AND q.belief IS NOT NULL
RETURN s.name AS symptom, s.id AS symptom_id, a.name AS first, r.belief AS belief_first, b.name AS second,
       q.belief AS belief_second
ORDER BY belief_first * belief_second DESC, symptom_id
