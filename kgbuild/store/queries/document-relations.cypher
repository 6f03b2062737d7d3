// What does this document state?
// $document (text): id, such as PMID:123
// Example: kgbuild query -w ws --name document-relations -p document=PMID:123
MATCH (d:Document {id: $document})<-[:FROM]-(e:Evidence)
MATCH (e)-[:SUBJECT]->(a:Entity)
MATCH (e)-[:OBJECT]->(b:Entity)
RETURN a.name AS subject, e.predicate AS type, b.name AS object, e.polarity AS polarity, e.certainty AS certainty,
       e.score AS score, e.section AS section, e.sentence AS sentence
ORDER BY e.predicate = "CO_OCCURS_WITH", score DESC, e.id
