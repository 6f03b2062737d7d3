// Which drugs for this disease are not said to cause anything? That may mean safe, or that nobody looked.
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name treatments-without-known-harm -p disease="hypertension"
MATCH (x:Entity)
WHERE toLower($disease) IN x.search_names
MATCH (d:Drug)-[r:TREATS]->(x)
WHERE r.belief >= $belief AND NOT (d)-[:CAUSES]->(:Entity)
RETURN d.name AS drug, d.id AS drug_id, x.name AS treats, r.belief AS belief, r.n_support AS support,
       d.n_documents AS documents
ORDER BY belief DESC, support DESC, drug_id
