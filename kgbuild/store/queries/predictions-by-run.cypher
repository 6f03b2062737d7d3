// Which runs of models have predicted what, about which build of the graph, and how much of it asks for care?
// Example: kgbuild query -w ws --name predictions-by-run
MATCH (a:Entity)-[p:PREDICTED_TREATS|PREDICTED_CAUSES|PREDICTED_HAS_SYMPTOM|PREDICTED_INTERACTS_WITH]->(:Entity)
RETURN p.model_run AS run, p.build AS build, type(p) AS type, count(p) AS predictions,
       count(DISTINCT a) AS subjects, max(p.probability) AS best,
       sum(CASE WHEN p.harms OR p.contradicted > 0 THEN 1 ELSE 0 END) AS disputed,
       sum(CASE WHEN p.hub_only THEN 1 ELSE 0 END) AS hub_only
ORDER BY run, build, type
