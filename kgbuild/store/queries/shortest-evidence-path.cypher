// How are these two connected, in the fewest relations? Sources tell what was read (extracted) from what was imported.
// $from (text): name, synonym or id
// $to (text): name, synonym or id
// Example: kgbuild query -w ws --name shortest-evidence-path -p from="metformin" -p to="headache"
MATCH (a:Entity)
WHERE toLower($from) IN a.search_names
MATCH (b:Entity)
WHERE toLower($to) IN b.search_names AND b.id <> a.id
MATCH p = shortestPath((a)-[:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH*..6]-(b))
RETURN p AS path, length(p) AS relations, [r IN relationships(p) | r.belief] AS beliefs,
       [r IN relationships(p) | r.source] AS sources
ORDER BY relations
