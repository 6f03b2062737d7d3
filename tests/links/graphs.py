"""Small graphs with a rule to learn, and models whose answers can be worked out by hand."""

from pathlib import Path

import numpy as np

from kgbuild.links.model import Ints, Scores
from kgbuild.links.triples import Dataset, Triples, Vocabulary

TREATS, CAUSES = 0, 1


def array(*triples: tuple[int, int, int]) -> Triples:
    return np.array(triples, dtype=np.int64).reshape(-1, 3)


def clinic() -> Dataset:
    """Return two drugs (0, 1), two diseases (2, 3) and a symptom (4)."""
    vocabulary = Vocabulary(
        ("D:0", "D:1", "M:2", "M:3", "S:4"),
        ("TREATS", "CAUSES"),
        ("aspirin", "ibuprofen", "migraine", "fever", "nausea"),
        kinds=("Drug", "Drug", "Disease", "Disease", "Symptom"),
    )
    train = array((0, TREATS, 2), (0, TREATS, 3), (1, CAUSES, 4))
    return Dataset(vocabulary, train, valid=array((1, TREATS, 2)), test=array((1, TREATS, 3)), build="clinic")


class Fixed:
    """Gives every entity the same score in every query."""

    name = "fixed"

    def __init__(self, *scores: float) -> None:
        self._scores = np.array(scores, dtype=np.float32)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        return np.tile(self._scores, (len(heads), 1))


def mirrored(pairs: int = 12, *, seed: int = 0) -> Dataset:
    """Return drugs, targets and diseases: a drug treats exactly the diseases that share a target with it.

    A fifth of the treatments is held out; targets alone tell which they are.
    """
    random = np.random.default_rng(seed)
    targets = max(3, pairs // 3)
    drugs, hit, diseases = np.arange(pairs), np.arange(targets) + pairs, np.arange(pairs) + pairs + targets
    of_drug, of_disease = np.arange(pairs) % targets, np.arange(pairs) % targets
    triples = [(d, 0, hit[t]) for d, t in zip(drugs, of_drug, strict=True)]
    triples += [(d, 1, hit[t]) for d, t in zip(diseases, of_disease, strict=True)]
    treats = [
        (a, 2, b) for i, a in enumerate(drugs) for j, b in enumerate(diseases) if of_drug[i] == of_disease[j]
    ]
    order = random.permutation(len(treats))
    held = len(treats) // 5
    part = [np.array([treats[i] for i in some], dtype=np.int64) for some in np.split(order, [held, 2 * held])]
    names = [
        f"{kind} {n}"
        for kind, n in (("drug", pairs), ("target", targets), ("disease", pairs))
        for n in range(n)
    ]
    kinds = tuple(name.split()[0] for name in names)
    vocabulary = Vocabulary(
        tuple(f"X:{n}" for n in range(len(names))), ("HITS", "INVOLVES", "TREATS"), tuple(names), kinds
    )
    train = np.concatenate([np.array(triples, dtype=np.int64), part[2]])
    return Dataset(vocabulary, train, part[1], part[0], build=f"mirrored-{pairs}-{seed}")


def write_triples(dataset: Dataset, folder: Path) -> None:
    """Write the data set as a folder of triples, parts and nodes."""
    folder.mkdir(exist_ok=True)
    ids, names = dataset.vocabulary.entities, dataset.vocabulary.names
    rows = zip(ids, names, dataset.vocabulary.kinds, strict=True)
    lines = ["id\tname\tkind", *("\t".join(row) for row in rows)]
    (folder / "nodes.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    for part in ("train", "valid", "test"):
        triples = getattr(dataset, part).tolist()
        text = "".join(f"{ids[h]}\t{dataset.vocabulary.relations[r]}\t{ids[t]}\n" for h, r, t in triples)
        (folder / f"{part}.tsv").write_text(text, "utf-8")
