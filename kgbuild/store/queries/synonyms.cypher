// What is this entity called, and which ids does it have?
// $entity (text): name, synonym or id
// Example: kgbuild query -w ws --name synonyms -p entity="acetylsalicylic acid"
MATCH (n:Entity)
WHERE toLower($entity) IN n.search_names
RETURN n.id AS id, n.name AS name, [l IN labels(n) WHERE l <> "Entity"][0] AS type, n.synonyms AS synonyms,
       n.xrefs AS xrefs, n.grounded AS grounded, n.n_documents AS documents
ORDER BY id
