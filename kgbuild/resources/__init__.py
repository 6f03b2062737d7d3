"""What ships with the package: default models, lexicon, sample abstracts."""

from pathlib import Path

RESOURCES = Path(__file__).parent
DEFAULT_TAGGER = RESOURCES / "tagger"
DEFAULT_RELATIONS = RESOURCES / "relations"
DEFAULT_LINKS = RESOURCES / "links"
DEFAULT_LEXICON = RESOURCES / "lexicon.parquet"
SAMPLE = RESOURCES / "sample"
DEMO_LINKS = RESOURCES / "demo-links.toml"
