// Which drugs treat both of these diseases?
// $first (text): name, synonym or id of a disease or symptom
// $second (text): name, synonym or id of another
// Example: kgbuild query -w ws --name shared-drugs -p first="influenza" -p second="COVID-19"
MATCH (a:Entity)
WHERE toLower($first) IN a.search_names
MATCH (b:Entity)
WHERE toLower($second) IN b.search_names
MATCH (a)<-[r:TREATS]-(d:Drug)-[q:TREATS]->(b)
WHERE r.belief IS NOT NULL AND q.belief IS NOT NULL
RETURN d.name AS drug, d.id AS drug_id, a.name AS first, r.belief AS belief_first, b.name AS second,
       q.belief AS belief_second
ORDER BY belief_first * belief_second DESC, drug_id
