"""Tell which names in a statement stand for nodes and relationships, and which for what a query made itself.

What a query made may be of any size; what a node holds was loaded, and is short.
"""

from collections.abc import Sequence

from kgbuild.store.cypher_tokens import Kind, Token

NAMES = frozenset({Kind.WORD, Kind.QUOTED})


def plain(name: str) -> str:
    """Return a name so that all ways to write it are equal, for any store."""
    return name.strip("`").casefold()


def made(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the names that the statement gives to what is perhaps no node and no relationship.

    >>> from kgbuild.store.cypher_tokens import tokens
    >>> sorted(made(tokens("MATCH p = (n) UNWIND [1] AS l RETURN [x IN l | x], [m IN nodes(p) | m.name]")))
    ['l', 'x']
    """
    found = set()
    for index, token in enumerate(tokens):
        if token.kind not in NAMES:
            continue
        before = tokens[index - 1].text.upper() if index else ""
        after = [each.text.upper() for each in tokens[index + 1 : index + 7]]
        loop = after[:1] == ["IN"] and before in {"[", "(", ","}
        parts = after[1:3] in (["NODES", "("], ["RELATIONSHIPS", "("]) and after[4:5] == [")"]
        of_parts = loop and parts and after[5:6] and after[5] in {"WHERE", "|", "]", ")"}
        collected = before == "(" and after[:1] == ["="]
        if before in {"AS", "YIELD"} or (loop and not of_parts) or collected:
            found.add(plain(token.text))
    return frozenset(found)


def of_loops(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the names that loops within expressions give, those of what `reduce` adds up included."""
    found = set()
    for token, before, after in zip(tokens[1:], tokens, tokens[2:], strict=False):
        loop = after.text.upper() == "IN" and before.text in {"[", "(", ","}
        if token.kind in NAMES and (loop or (before.text == "(" and after.text == "=")):
            found.add(plain(token.text))
    given = {plain(tokens[index + 1].text) for index in range(len(tokens) - 1) if _gives(tokens[index])}
    return frozenset(found - given)


def names_no_value(tokens: Sequence[Token], index: int) -> bool:
    """Whether a name is a label, a property, a parameter, a key of a map, or being given.

    >>> from kgbuild.store.cypher_tokens import tokens
    >>> found = tokens("WITH {a: l} AS m MATCH (n:l {b: l}) RETURN n.l")
    >>> [index for index, each in enumerate(found) if each.text == "l" and not names_no_value(found, index)]
    [4, 16]
    """
    before = tokens[index - 1].text.upper() if index else ""
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if before == ":":
        return index < 3 or tokens[index - 3].text not in {"{", ","}
    return before in {"AS", ".", "$"} or (after == ":" and before in {"{", ","})


def _gives(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text.upper() == "AS"
