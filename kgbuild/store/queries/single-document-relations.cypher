// Which strongly believed relations rest on a single document?
// $belief (number) = 0.5: least belief
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name single-document-relations -p belief=0.7
MATCH (a:Entity)-[r:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]->(b:Entity)
WHERE r.n_support = 1 AND r.belief >= $belief
WITH a, r, b
ORDER BY r.belief DESC, r.id
LIMIT $limit
OPTIONAL MATCH (e:Evidence {relation_id: r.id, polarity: "supports"})-[:FROM]->(d:Document)
WITH a, r, b, e, d
ORDER BY e.score DESC, e.id
WITH a, r, b, head(collect({sentence: e.sentence, document: d.id})) AS best
RETURN a.name AS subject, type(r) AS type, b.name AS object, r.belief AS belief, r.n_contradict AS against,
       best.sentence AS sentence, best.document AS document
ORDER BY belief DESC, r.id
