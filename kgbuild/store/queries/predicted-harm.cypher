// Where do benefit and harm collide by prediction: a treatment predicted to cause what it treats, or the other way round?
// $probability (number) = 0: least probability of what is predicted
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name predicted-harm -p probability=0.1
MATCH (d:Drug)-[t:TREATS|PREDICTED_TREATS]->(x:Entity)
MATCH (d)-[c:CAUSES|PREDICTED_CAUSES]->(x)
WHERE (type(t) = "PREDICTED_TREATS" OR type(c) = "PREDICTED_CAUSES")
  AND coalesce(t.probability, 1) >= $probability AND coalesce(c.probability, 1) >= $probability
RETURN d.name AS drug, d.id AS drug_id, x.name AS condition, type(t) AS benefit, t.belief AS treats_belief,
       t.probability AS treats_probability, type(c) AS harm, c.belief AS causes_belief,
       c.probability AS causes_probability
ORDER BY coalesce(t.probability, 1) * coalesce(c.probability, 1) DESC, t.id, c.id
LIMIT $limit
