// What does the graph hold? Relations by types of their ends, with mean belief and how many are disputed.
// Example: kgbuild query -w ws --name relation-counts
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.source IS NOT NULL
RETURN [l IN labels(a) WHERE l <> "Entity"][0] AS subject, type(r) AS type,
       [l IN labels(b) WHERE l <> "Entity"][0] AS object, r.source AS source, count(r) AS relations,
       round(avg(r.belief) * 1000) / 1000 AS mean_belief, sum(CASE WHEN r.n_contradict > 0 THEN 1 ELSE 0 END) AS disputed
ORDER BY relations DESC, subject, type, object, source
