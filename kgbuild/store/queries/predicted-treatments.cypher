// Which drugs are predicted to treat this disease or symptom, and by which relations of the graph are the two connected?
// $disease (text): name, synonym or id
// $probability (number) = 0: least probability
// $run (text) = "": run of a model; empty for any
// $limit (whole number) = 25: how many
// Example: kgbuild query -w ws --name predicted-treatments -p disease="migraine" -p probability=0.2
MATCH (x:Entity)
WHERE toLower($disease) IN x.search_names
MATCH (d:Drug)-[p:PREDICTED_TREATS]->(x)
WHERE p.probability >= $probability AND ($run = "" OR p.model_run = $run)
WITH d, p, x
ORDER BY p.probability DESC, p.rank, p.id
LIMIT $limit
OPTIONAL MATCH (d)-[a:TREATS|CAUSES|INTERACTS_WITH]-(m:Entity)-[b:TREATS|CAUSES|HAS_SYMPTOM]-(x)
WITH d, p, x, a, m, b
ORDER BY coalesce(a.belief, 1) * coalesce(b.belief, 1) DESC, a.id, b.id
WITH d, p, x, count(m) AS paths, head(collect(a)) AS a, head(collect(m)) AS m, head(collect(b)) AS b
OPTIONAL MATCH (e:Evidence {relation_id: a.id})
WITH d, p, x, paths, a, m, b, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH d, p, x, paths, a, m, b, head(collect(e.sentence)) AS first
OPTIONAL MATCH (e:Evidence {relation_id: b.id})
WITH d, p, x, paths, a, m, b, first, e
ORDER BY e.polarity DESC, e.score DESC, e.id
WITH d, p, x, paths, a, m, b, first, head(collect(e.sentence)) AS second
RETURN d.name AS drug, d.id AS drug_id, x.name AS treats, p.probability AS probability, p.rank AS rank,
       p.harms AS said_to_cause, p.contradicted AS denied_by, p.hub_only AS hub_only, paths,
       type(a) AS drug_relation, m.name AS through, type(b) AS disease_relation, first AS drug_sentence,
       second AS disease_sentence, p.model_run AS run
ORDER BY probability DESC, rank, p.id
