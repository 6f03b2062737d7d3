// Through which disease or symptom might this drug lead to another? The drug causes one, and that causes the next.
// $drug (text): name, synonym or id
// $belief (number) = 0: least belief of both relations
// Example: kgbuild query -w ws --name effect-chains -p drug="cisplatin"
MATCH (d:Drug)
WHERE toLower($drug) IN d.search_names
MATCH (d)-[c:CAUSES]->(x:Disease)-[h:CAUSES|HAS_SYMPTOM]->(y:Entity)
WHERE c.belief >= $belief AND h.belief >= $belief
RETURN d.name AS drug, x.name AS through, type(h) AS by, y.name AS leads_to, c.belief * h.belief AS belief,
       x.id AS through_id, y.id AS leads_to_id
ORDER BY belief DESC, through_id, leads_to_id, by
