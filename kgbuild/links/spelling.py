"""Names that are spelt alike: what symbols of genes and stems of drug names share, and encoders hardly see.

`SLC25A13` and `SLC4A5` are carriers, `lisinopril` and `ramipril` inhibit one enzyme: families are named by a
part of the name. Names are compared by the pieces of letters in them, each counting the less the more names
have it (TF-IDF over n-grams of characters; word borders are characters).
"""

from collections.abc import Sequence

import numpy as np

from kgbuild.links.neighbours import Alike
from kgbuild.links.profiles import cosines

PIECES = (2, 4)
"""Characters of the shortest and of the longest pieces."""

MOST = 5000
"""Pieces of more names than this are left out: they tell little, and to compare by them takes long."""


def by_spelling(names: Sequence[str]) -> Alike:
    """Return the cosine of names (n,) by the pieces in them; a name without any is like none."""
    # Slow to import, and needed by who trains or asks alone.
    from sklearn.feature_extraction.text import TfidfVectorizer

    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=PIECES,
        sublinear_tf=True,
        max_df=min(MOST, len(names)),
        dtype=np.float32,
    )
    try:
        table = pieces.fit_transform(names).tocsr()
    except ValueError:
        # So it says that no name has a piece.
        return lambda some, others: np.zeros((len(some), len(others)), dtype=np.float32)
    return cosines(table)
