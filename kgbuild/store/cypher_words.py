"""The words of Cypher that a query of an analyst's may use: whatever is not here is refused.

All of it reads the graph, or computes without reading anything else: no files, no network, no settings, users
or other databases.
"""

CLAUSES = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})
"""What a query, or a part of it after UNION, may begin with."""

KEYWORDS = CLAUSES | frozenset(
    """
    WHERE ORDER BY SKIP OFFSET LIMIT AS AND OR XOR NOT IN STARTS ENDS CONTAINS IS DISTINCT
    ASC ASCENDING DESC DESCENDING UNION ALL CASE WHEN THEN ELSE END NULL TRUE FALSE YIELD
    EXISTS COUNT COLLECT ANY NONE SINGLE SHORTEST NAN INFINITY
    """.split()
)

OPERANDS = frozenset("NULL TRUE FALSE END ASC ASCENDING DESC DESCENDING NAN INFINITY".split())
"""Keywords after which no name may follow, as after any other value."""

WRITING = frozenset(
    """
    CREATE MERGE SET DELETE DETACH NODETACH REMOVE DROP FOREACH LOAD INSERT ALTER GRANT REVOKE DENY
    TERMINATE TRANSACTIONS RENAME
    """.split()
)
"""What may write, or may read elsewhere: refused wherever a clause could stand, so that the message can say
so. What is in none of these lists cannot stand there either."""

FUNCTIONS = frozenset(
    """
    all any none single exists isempty count collect sum avg min max stdev stdevp percentilecont
    percentiledisc size length head last tail keys labels type id elementid properties nodes relationships
    startnode endnode coalesce nullif range reduce shortestpath allshortestpaths reverse
    abs ceil floor round sign sqrt exp log log10 e pi rand sin cos tan asin acos atan atan2 degrees radians
    isnan tolower toupper lower upper trim ltrim rtrim btrim replace split substring left right
    char_length character_length normalize valuetype timestamp
    tostring tointeger tofloat toboolean tostringornull tointegerornull tofloatornull tobooleanornull
    tostringlist tointegerlist tofloatlist tobooleanlist
    date datetime localdatetime time localtime duration date.truncate datetime.truncate
    localdatetime.truncate duration.between duration.indays duration.inmonths duration.inseconds
    vector.similarity.cosine vector.similarity.euclidean
    """.split()
)

PROCEDURES = frozenset(
    """
    db.labels db.relationshiptypes db.propertykeys db.schema.visualization db.schema.nodetypeproperties
    db.schema.reltypeproperties db.index.fulltext.querynodes db.index.fulltext.queryrelationships
    db.index.vector.querynodes db.index.vector.queryrelationships
    """.split()
)
