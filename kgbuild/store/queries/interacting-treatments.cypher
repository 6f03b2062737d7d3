// Which drugs for this disease interact with each other?
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief of the interaction
// Example: kgbuild query -w ws --name interacting-treatments -p disease="hypertension"
MATCH (x:Entity)
WHERE toLower($disease) IN x.search_names
MATCH (a:Drug)-[t:TREATS]->(x)<-[u:TREATS]-(b:Drug)
WHERE a.id < b.id AND t.belief IS NOT NULL AND u.belief IS NOT NULL
MATCH (a)-[r:INTERACTS_WITH]-(b)
WHERE r.belief >= $belief
RETURN a.name AS drug, b.name AS other, x.name AS disease, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, a.id AS drug_id, b.id AS other_id
ORDER BY belief DESC, drug_id, other_id
