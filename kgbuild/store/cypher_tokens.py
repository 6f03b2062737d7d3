"""Split Cypher into tokens, more strictly than any store does: what two may read differently is refused.

So `\\u` is refused (Neo4j turns `\\u0043` into a letter first), invisible characters and spaces other
than the usual ones, a carriage return alone (where does a comment end?), `` `` `` within a quoted name, and
numbers that end in a dot.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from kgbuild.errors import QueryError


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    QUOTED = auto()
    TEXT = auto()
    NUMBER = auto()
    SYMBOL = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its text as it stands, and whether it touches the one before."""

    kind: Kind
    text: str
    touches: bool


_PATTERNS = (
    ("SPACE", r"[ \t\n]+|//[^\n]*|/\*.*?\*/"),
    ("TEXT", r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""),
    ("QUOTED", r"`[^`\n]+`(?!`)"),
    ("NUMBER", r"0[xo][0-9A-Fa-f]+(?!\w)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)(?!\.(?![.]))"),
    ("WORD", r"[^\W\d]\w*"),
    ("SYMBOL", r"[()\[\]{}<>=+\-*%^.,:|&!$;~]|/(?!\*)"),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.DOTALL)
_COMMENT = re.compile(
    r"""(?P<keep>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`\n]*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
_UNENDED = {"'": "text", '"': "text", "`": "name", "/": "comment"}


def tokens(statement: str) -> list[Token]:
    """Return the tokens of a statement, comments left out; raises `QueryError` for what is no token.

    >>> [token.text for token in tokens("MATCH (n:Drug) /* all */ RETURN n.name")]
    ['MATCH', '(', 'n', ':', 'Drug', ')', 'RETURN', 'n', '.', 'name']
    """
    if "\\u" in statement.lower():
        raise QueryError("queries take no \\u escapes: write the character itself")
    statement = statement.replace("\r\n", "\n")
    found = []
    place, touches = 0, False
    while place < len(statement):
        match = _TOKEN.match(statement, place)
        if match is None:
            raise _unreadable(statement, place)
        if match.lastgroup == "SPACE":
            touches = False
        else:
            found.append(Token(Kind[str(match.lastgroup)], match[0], touches))
            touches = True
        place = match.end()
    return found


def without_comments(statement: str) -> str:
    """Return the statement with blanks for comments: so no store can see anything else in them.

    Lines and columns stay, as errors name them.

    >>> without_comments("RETURN 'a // b' // c")
    "RETURN 'a // b'     "
    """
    return _COMMENT.sub(
        lambda match: match["keep"] or re.sub(r"[^\n]", " ", match[0]), statement.replace("\r\n", "\n")
    )


def _unreadable(statement: str, place: int) -> QueryError:
    line = statement.count("\n", 0, place) + 1
    column = place - statement.rfind("\n", 0, place)
    character = statement[place]
    where = f"at line {line}, column {column}"
    if statement.startswith("/*", place) or character in "'\"`":
        return QueryError(f"the {_UNENDED[character]} that begins {where} has no end or holds another `")
    if character.isdigit():
        return QueryError(f"{where} a number runs into what follows; put a space, or a digit after its dot")
    name = character if character.isprintable() else f"U+{ord(character):04X}"
    return QueryError(f"{where} stands {name!r}, which queries may only have in quotes; remove or replace it")
