// How did the evidence about these two build up, year by year, in either direction?
// $subject (text): name, synonym or id
// $object (text): name, synonym or id
// Example: kgbuild query -w ws --name evidence-by-year -p subject="aspirin" -p object="pain"
MATCH (a:Entity)
WHERE toLower($subject) IN a.search_names
MATCH (b:Entity)
WHERE toLower($object) IN b.search_names
MATCH (a)<-[:SUBJECT|OBJECT]-(e:Evidence)-[:SUBJECT|OBJECT]->(b)
MATCH (e)-[:FROM]->(d:Document)
RETURN e.predicate AS type, d.year AS year, count(DISTINCT d) AS documents,
       sum(CASE WHEN e.polarity = "supports" THEN 1 ELSE 0 END) AS for,
       sum(CASE WHEN e.polarity = "contradicts" THEN 1 ELSE 0 END) AS against,
       sum(CASE WHEN e.certainty = "uncertain" THEN 1 ELSE 0 END) AS uncertain
ORDER BY type, coalesce(d.year, 0)
