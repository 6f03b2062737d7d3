// What speaks for each treatment of this disease, and what against? Best sentence and document of either side.
// $disease (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name treatments-for-and-against -p disease="hypertension"
MATCH (x:Entity)
WHERE toLower($disease) IN x.search_names
MATCH (d:Drug)-[r:TREATS]->(x)
WHERE r.belief >= $belief
OPTIONAL MATCH (e:Evidence {relation_id: r.id})-[:FROM]->(p:Document)
WITH d, r, x, e, p
ORDER BY e.score DESC, e.id
WITH d, r, x, collect({side: e.polarity, sentence: e.sentence, document: p.id}) AS found
WITH d, r, x, [f IN found WHERE f.side = "supports"][0] AS pro, [f IN found WHERE f.side = "contradicts"][0] AS con
RETURN d.name AS drug, d.id AS drug_id, x.name AS treats, r.belief AS belief, r.n_support AS support,
       pro.sentence AS for, pro.document AS for_document, r.n_contradict AS against, con.sentence AS denied_by,
       con.document AS denied_in
ORDER BY belief DESC, support DESC, drug_id
