// Which drugs treat symptoms of this disease, while nothing says that they treat the disease itself?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief of both relations
// Example: kgbuild query -w ws --name symptom-treatments -p disease="influenza"
MATCH (x:Disease)
WHERE toLower($disease) IN x.search_names
MATCH (x)-[h:HAS_SYMPTOM]->(s:Symptom)<-[t:TREATS]-(d:Drug)
WHERE h.belief >= $belief AND t.belief >= $belief AND NOT (d)-[:TREATS]->(x)
RETURN d.name AS drug, d.id AS drug_id, s.name AS symptom, x.name AS disease, t.belief AS treats,
       h.belief AS has_symptom
ORDER BY treats * has_symptom DESC, drug_id, s.id
