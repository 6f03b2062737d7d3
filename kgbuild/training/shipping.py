"""Put trained models together as they ship: `tagger/` and `relations/` in one folder, with their figures."""

import shutil
from pathlib import Path

from kgbuild.mentions.tagger import CONFIG, MODEL, NAMES, TOKENIZER
from kgbuild.relations import model_folder
from kgbuild.training.figures import FIGURES

TAGGER, RELATIONS = "tagger", "relations"
FILES = {
    TAGGER: (MODEL, TOKENIZER, CONFIG, NAMES, FIGURES),
    RELATIONS: (*model_folder.FILES, FIGURES),
}
"""Of each model what ships beside its card, which is written by hand."""
PERHAPS = frozenset({NAMES})
"""What a model may do without."""


def ship(folder: Path, *, tagger: Path, relations: Path) -> Path:
    """Copy what ships of both models into the folder, in place of what was there, and return it."""
    for name, source in ((TAGGER, tagger), (RELATIONS, relations)):
        partial = folder / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for file in FILES[name]:
            if file not in PERHAPS or (source / file).is_file():
                shutil.copyfile(source / file, partial / file)
        shutil.rmtree(folder / name, ignore_errors=True)
        partial.rename(folder / name)
    return folder
