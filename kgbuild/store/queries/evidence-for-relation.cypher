// Which sentences speak for or against a relation between these two, in either direction?
// $subject (text): name, synonym or id
// $object (text): name, synonym or id
// $type (text) = "": TREATS, CAUSES, HAS_SYMPTOM, INTERACTS_WITH or CO_OCCURS_WITH; empty for any
// Example: kgbuild query -w ws --name evidence-for-relation -p subject="aspirin" -p object="pain" -p type=TREATS
MATCH (a:Entity)
WHERE toLower($subject) IN a.search_names
MATCH (b:Entity)
WHERE toLower($object) IN b.search_names
MATCH (a)<-[:SUBJECT|OBJECT]-(e:Evidence)-[:SUBJECT|OBJECT]->(b)
WHERE $type = "" OR e.predicate = $type
MATCH (s:Entity)<-[:SUBJECT]-(e)-[:OBJECT]->(o:Entity)
MATCH (e)-[:FROM]->(d:Document)
RETURN s.name AS subject, e.predicate AS type, o.name AS object, e.polarity AS polarity, e.certainty AS certainty,
       e.score AS score, e.sentence AS sentence, d.id AS document, d.year AS year, e.section AS section
ORDER BY score DESC, document, e.id
