"""Pool evidence for the same subject, predicate and object, all relations at once.

- `belief`: see `kgbuild.graph.belief`, whose formula this is in SQL.
- `n_support`, `n_contradict`: documents with a sentence that firmly says so, or firmly denies it; one
  document may do both. `n_documents`: all with evidence about it, however uncertain.
- `first_year`, `last_year`: of the documents that count for `n_support`.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from kgbuild.domain.relation import Predicate
from kgbuild.graph.belief import BELIEF_DECIMALS, MOST, STEPS, UNCERTAIN_WEIGHT, reliability_of
from kgbuild.graph.database import quoted

_STATED = """
CREATE TABLE stated AS
SELECT relation_id, subject, predicate, object, document_id,
       max(score * reliability * CASE certainty WHEN 'certain' THEN 1.0 ELSE {uncertain} END)
         FILTER (polarity = 'supports') AS best,
       bool_or(polarity = 'supports' AND certainty = 'certain') AS supports,
       bool_or(polarity = 'contradicts' AND certainty = 'certain') AS contradicts
FROM read_parquet({evidence}) JOIN weights USING (model, predicate)
GROUP BY ALL
"""

_POOLED = """
CREATE TABLE pooled AS
SELECT relation_id AS id, subject, predicate AS type, object,
       round(1 - exp(-sum(CAST(round(-ln(1 - least(best, {most})) * {steps}) AS HUGEINT))
                       FILTER (best IS NOT NULL) / {steps}), {decimals}) AS belief,
       count(*) FILTER (supports) AS n_support,
       count(*) FILTER (contradicts) AS n_contradict,
       count(*) AS n_documents,
       min(year) FILTER (supports) AS first_year,
       max(year) FILTER (supports) AS last_year
FROM stated JOIN chosen ON chosen.id = document_id
GROUP BY ALL
{having}
"""

_FIRM = "HAVING bool_or(supports)"


def pool(
    connection: duckdb.DuckDBPyConnection, evidence: Path, reliability: Mapping[str, float], *, firm: bool
) -> None:
    """Make the table `pooled`; needs a table `chosen` with `id` and `year` of the documents that count.

    Where `firm` is set, relations that no document states firmly are not in it.
    """
    _weigh(connection, evidence, reliability)
    connection.execute(_STATED.format(uncertain=UNCERTAIN_WEIGHT, evidence=quoted(evidence)))
    pooled = _POOLED.format(most=MOST, steps=STEPS, decimals=BELIEF_DECIMALS, having=_FIRM if firm else "")
    connection.execute(pooled)
    connection.execute("DROP TABLE stated")


def _weigh(connection: duckdb.DuckDBPyConnection, evidence: Path, reliability: Mapping[str, float]) -> None:
    connection.execute("CREATE TABLE weights (model VARCHAR, predicate VARCHAR, reliability DOUBLE)")
    found = connection.execute(
        "SELECT DISTINCT model, predicate FROM read_parquet($1)", [str(evidence)]
    ).fetchall()
    for model, name in found:
        if name in set(Predicate):  # Tables that are being checked may hold any.
            weight = reliability_of(model, Predicate(name), reliability)
            connection.execute("INSERT INTO weights VALUES (?, ?, ?)", [model, name, weight])
