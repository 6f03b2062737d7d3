// Which treatments are believed most, and which sentence says so best?
// $limit (whole number) = 10: how many
// Example: kgbuild query -w ws --name top-treatments -p limit=25
MATCH (d:Drug)-[r:TREATS]->(x:Entity)
WHERE r.belief IS NOT NULL
WITH d, r, x
ORDER BY r.belief DESC, r.n_support DESC, r.id
LIMIT $limit
OPTIONAL MATCH (e:Evidence {relation_id: r.id})
WITH d, r, x, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH d, r, x, head(collect(e)) AS best
RETURN d.name AS drug, x.name AS treats, r.belief AS belief, r.n_support AS support, r.n_contradict AS against,
       best.sentence AS sentence
ORDER BY belief DESC, support DESC, r.id
