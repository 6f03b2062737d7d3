// What is named together with this entity more often than by chance?
// $entity (text): name, synonym or id
// $significance (number) = 1.3: least -log10 p; 1.3 is p = 0.05
// Example: kgbuild query -w ws --name co-occurring -p entity="metformin"
MATCH (a:Entity)
WHERE toLower($entity) IN a.search_names
MATCH (a)-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE r.significance >= $significance
RETURN b.name AS partner, [l IN labels(b) WHERE l <> "Entity"][0] AS type, r.significance AS significance,
       r.n_documents AS documents, a.name AS entity, b.id AS id
ORDER BY significance DESC, documents DESC, id
