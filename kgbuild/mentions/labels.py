"""The labels of a word: outside, or the beginning or inside of a mention of one type (BIO)."""

from kgbuild.domain.mention import EntityType

OUTSIDE = 0
LABELS: tuple[str, ...] = ("O", *(f"{prefix}-{type}" for type in EntityType for prefix in "BI"))


def begin(type: EntityType) -> int:
    """Return the index of the label `B-type`.

    >>> LABELS[begin(EntityType.SYMPTOM)], LABELS[inside(EntityType.SYMPTOM)]
    ('B-Symptom', 'I-Symptom')
    """
    return LABELS.index(f"B-{type}")


def inside(type: EntityType) -> int:
    """Return the index of the label `I-type`."""
    return LABELS.index(f"I-{type}")
