// How strongly are relations believed, by the decade in which they were first stated?
// $type (text) = "": TREATS, CAUSES, HAS_SYMPTOM, INTERACTS_WITH or CO_OCCURS_WITH; empty for any but the last
// Example: kgbuild query -w ws --name beliefs-by-decade -p type=TREATS
MATCH (:Entity)-[r]->(:Entity)
WHERE r.first_year IS NOT NULL
  AND (type(r) = $type OR ($type = "" AND type(r) <> "CO_OCCURS_WITH"))
RETURN r.first_year - r.first_year % 10 AS decade, type(r) AS type, count(r) AS relations,
       round(avg(r.belief) * 1000) / 1000 AS mean_belief, sum(CASE WHEN r.n_contradict > 0 THEN 1 ELSE 0 END) AS disputed
ORDER BY decade, type
