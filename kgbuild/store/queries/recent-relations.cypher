// Which relations were first stated in or after this year?
// $since (whole number): year
// $belief (number) = 0: least belief
// Example: kgbuild query -w ws --name recent-relations -p since=2020
MATCH (a:Entity)-[r:TREATS|CAUSES|HAS_SYMPTOM|INTERACTS_WITH]->(b:Entity)
WHERE r.first_year >= $since AND r.belief >= $belief
RETURN a.name AS subject, type(r) AS type, b.name AS object, r.first_year AS first_year, r.belief AS belief,
       r.n_support AS support
ORDER BY first_year DESC, belief DESC, r.id
