"""The rules of the schema, as `rules.json` has them: what rows of each table must be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgbuild.domain.ids import content_hash
from kgbuild.schema.rules import Rule

FILE = Path(__file__).with_name("rules.json")


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, table by table; `references` names, by table and column, the table whose ids these are."""

    rules: tuple[Rule, ...]
    references: Mapping[str, Mapping[str, str]]
    fingerprint: str


@cache
def known_rules() -> Rules:
    """Return the rules of this version; `fingerprint` tells them from those of others."""
    text = FILE.read_text(encoding="utf-8")
    content = json.loads(text)
    rules = tuple(Rule(**rule | {"needs": tuple(rule["needs"])}) for rule in content["rules"])
    return Rules(rules, content["references"], content_hash(text))
