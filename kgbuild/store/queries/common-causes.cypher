// What is said to cause both of these?
// $first (text): name, synonym or id of a disease or symptom
// $second (text): name, synonym or id of another
// Example: kgbuild query -w ws --name common-causes -p first="nausea" -p second="headache"
MATCH (a:Entity)
WHERE toLower($first) IN a.search_names
MATCH (b:Entity)
WHERE toLower($second) IN b.search_names
MATCH (a)<-[r:CAUSES]-(c:Entity)-[q:CAUSES]->(b)
WHERE r.belief IS NOT NULL AND q.belief IS NOT NULL
RETURN c.name AS cause, [l IN labels(c) WHERE l <> "Entity"][0] AS type, c.id AS cause_id, a.name AS first,
       r.belief AS belief_first, b.name AS second, q.belief AS belief_second
ORDER BY belief_first * belief_second DESC, cause_id
