// Which drugs cause this symptom or disease?
// $symptom (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name drugs-causing-symptom -p symptom="nausea"
MATCH (x:Entity)
WHERE toLower($symptom) IN x.search_names
MATCH (d:Drug)-[r:CAUSES]->(x)
WHERE r.belief >= $belief
RETURN d.name AS drug, d.id AS drug_id, x.name AS causes, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, r.last_year AS last_year
ORDER BY belief DESC, support DESC, drug_id
