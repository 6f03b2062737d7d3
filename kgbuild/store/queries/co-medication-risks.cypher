// Which drugs for this disease are said to cause a symptom that the disease has anyway, and so may hide or worsen it?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief of all three relations
// Example: kgbuild query -w ws --name co-medication-risks -p disease="influenza"
MATCH (x:Disease)
WHERE toLower($disease) IN x.search_names
MATCH (d:Drug)-[t:TREATS]->(x)-[h:HAS_SYMPTOM]->(s:Symptom)
WHERE t.belief >= $belief AND h.belief >= $belief
MATCH (d)-[c:CAUSES]->(s)
WHERE c.belief >= $belief
RETURN d.name AS drug, d.id AS drug_id, x.name AS disease, s.name AS symptom, t.belief AS treats,
       h.belief AS has_symptom, c.belief AS causes
ORDER BY causes DESC, treats DESC, drug_id, s.id
