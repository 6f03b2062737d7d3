// About which relations do documents disagree?
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name contradicted-relations
MATCH (a:Entity)-[r:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]->(b:Entity)
WHERE r.n_contradict > 0 AND r.n_support > 0
WITH a, r, b
ORDER BY r.n_contradict DESC, r.n_support DESC, r.id
LIMIT $limit
OPTIONAL MATCH (e:Evidence {relation_id: r.id, polarity: "contradicts"})
WITH a, r, b, e
ORDER BY e.score DESC, e.id
WITH a, r, b, head(collect(e)) AS denial
RETURN a.name AS subject, type(r) AS type, b.name AS object, r.n_support AS support, r.n_contradict AS against,
       r.belief AS belief, denial.sentence AS denied_by
ORDER BY against DESC, support DESC, r.id
