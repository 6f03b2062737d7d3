// Which drugs treat this disease or symptom, and which sentence says so best?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name drugs-for-disease -p disease="hypertension"
MATCH (x:Entity)
WHERE toLower($disease) IN x.search_names
MATCH (d:Drug)-[r:TREATS]->(x)
WHERE r.belief >= $belief
OPTIONAL MATCH (e:Evidence {relation_id: r.id})
WITH d, r, x, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH d, r, x, head(collect(e)) AS best
RETURN d.name AS drug, d.id AS drug_id, x.name AS treats, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, r.last_year AS last_year, best.sentence AS sentence
ORDER BY belief DESC, support DESC, drug_id
