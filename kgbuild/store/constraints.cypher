// Uniqueness of ids and indexes of names, in Cypher that Neo4j 5 and ArcadeDB both take; full-text indexes
// are for Neo4j alone. `kgbuild load` makes them where they are missing.
// Made of schemas/graph.yaml by `make schema`: change that file, not this one.
CREATE CONSTRAINT document_id IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT evidence_id IF NOT EXISTS FOR (n:Evidence) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
CREATE INDEX evidence_relation IF NOT EXISTS FOR (n:Evidence) ON (n.relation_id);
CREATE INDEX disease_id IF NOT EXISTS FOR (n:Disease) ON (n.id);
CREATE INDEX disease_name IF NOT EXISTS FOR (n:Disease) ON (n.name);
CREATE INDEX symptom_id IF NOT EXISTS FOR (n:Symptom) ON (n.id);
CREATE INDEX symptom_name IF NOT EXISTS FOR (n:Symptom) ON (n.name);
CREATE INDEX drug_id IF NOT EXISTS FOR (n:Drug) ON (n.id);
CREATE INDEX drug_name IF NOT EXISTS FOR (n:Drug) ON (n.name);
CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.synonyms];
