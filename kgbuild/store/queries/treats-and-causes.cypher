// Which drugs are said both to treat and to cause the same thing?
// $belief (number) = 0: least belief of both
// Example: kgbuild query -w ws --name treats-and-causes -p belief=0.5
MATCH (d:Drug)-[t:TREATS]->(x:Entity)
WHERE t.belief >= $belief
MATCH (d)-[c:CAUSES]->(x)
WHERE c.belief >= $belief
RETURN d.name AS drug, x.name AS condition, t.belief AS treats, t.n_support AS say_treats, c.belief AS causes,
       c.n_support AS say_causes
ORDER BY treats * causes DESC, drug, condition
