"""Show where in a query the store found something wrong, where its message only gives numbers."""

import re

_PLACE = re.compile(r"^Syntax error at line (\d+):(\d+) - ")
_EXPECTED = re.compile(r", expected: one of .*", re.DOTALL)


def point_out(statement: str, message: str) -> str:
    """Return the message with the line that it speaks of, a caret below the place.

    ArcadeDB counts columns from 0 here. What could have stood there instead is left out: it is most of the
    grammar. Neo4j shows the place by itself.

    >>> print(point_out("MATCH (n RETURN n", "Syntax error at line 1:9 - mismatched input 'RETURN'"))
    syntax error at line 1, column 10: mismatched input 'RETURN'
      MATCH (n RETURN n
               ^
    """
    place = _PLACE.match(message)
    if place is None:
        return message
    line, column = int(place[1]), int(place[2])
    lines = statement.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    problem = _EXPECTED.sub("", message[place.end() :])
    return f"syntax error at line {line}, column {column + 1}: {problem}\n  {shown}\n  {' ' * column}^"
