// Where in documents do statements stand, and what found them?
// Example: kgbuild query -w ws --name evidence-by-section
MATCH (e:Evidence)
RETURN e.section AS section, e.model AS model, e.predicate AS type, count(e) AS evidence,
       round(avg(e.score) * 1000) / 1000 AS mean_score
ORDER BY evidence DESC, section, model, type
