// With which drugs does this one interact?
// $drug (text): name, synonym or id
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name interactions-of-drug -p drug="warfarin"
MATCH (a:Drug)
WHERE toLower($drug) IN a.search_names
MATCH (a)-[r:INTERACTS_WITH]-(b:Drug)
WHERE r.belief >= $belief
RETURN b.name AS partner, b.id AS partner_id, a.name AS drug, r.belief AS belief, r.n_support AS support,
       r.n_contradict AS against, r.last_year AS last_year
ORDER BY belief DESC, support DESC, partner_id
