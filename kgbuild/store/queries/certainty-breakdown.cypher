// How certain are statements, and on which side? Evidence by type, certainty and polarity.
// Example: kgbuild query -w ws --name certainty-breakdown
MATCH (e:Evidence)
RETURN e.predicate AS type, e.certainty AS certainty, e.polarity AS polarity, count(e) AS evidence,
       round(avg(e.score) * 1000) / 1000 AS mean_score
ORDER BY type, certainty, polarity
