// Which diseases and symptoms does this drug cause?
// $drug (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name adverse-effects-of-drug -p drug="cisplatin"
MATCH (d:Drug)
WHERE toLower($drug) IN d.search_names
MATCH (d)-[r:CAUSES]->(x:Entity)
WHERE r.belief >= $belief
OPTIONAL MATCH (e:Evidence {relation_id: r.id})
WITH d, r, x, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH d, r, x, head(collect(e)) AS best
RETURN x.name AS effect, x.id AS effect_id, d.name AS drug, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, best.sentence AS sentence
ORDER BY belief DESC, support DESC, effect_id
