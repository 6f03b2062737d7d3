"""`make schema`: write anew what is generated from the schema of this source tree."""

from pathlib import Path

from kgbuild.schema.generate import generate

if __name__ == "__main__":
    generate(Path(__file__).parents[2])
