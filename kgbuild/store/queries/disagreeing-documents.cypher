// Which pairs of documents contradict each other about these two?
// $subject (text): name, synonym or id
// $object (text): name, synonym or id
// $limit (whole number) = 50: how many
// Example: kgbuild query -w ws --name disagreeing-documents -p subject="aspirin" -p object="pain"
MATCH (a:Entity)
WHERE toLower($subject) IN a.search_names
MATCH (b:Entity)
WHERE toLower($object) IN b.search_names
MATCH (a)<-[:SUBJECT]-(pro:Evidence {polarity: "supports"})-[:OBJECT]->(b)
MATCH (con:Evidence {relation_id: pro.relation_id, polarity: "contradicts"})
MATCH (pro)-[:FROM]->(p:Document)
MATCH (con)-[:FROM]->(c:Document)
RETURN a.name AS subject, pro.predicate AS type, b.name AS object, p.id AS for_document, p.year AS for_year,
       pro.sentence AS for, c.id AS against_document, c.year AS against_year, con.sentence AS against
ORDER BY pro.score * con.score DESC, pro.id, con.id
LIMIT $limit
