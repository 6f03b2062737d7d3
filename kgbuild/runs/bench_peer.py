"""The named peer of the benchmark: `transformers.pipeline("token-classification")` in torch, same weights.

A program of its own, so that torch stays out of every other process: reads a request as JSON from standard
input, writes seconds as JSON to standard output. Loading the model and a warm-up are not timed. Of a text
longer than its 512 word pieces the pipeline reads only the beginning, where we read all of it.
"""

import json
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

WARM_UP = 8
"""Texts read before the clock starts."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the pipeline is to run: `batch_size` None is its default, `part` the share of texts to read."""

    unit: str
    batch_size: int | None
    part: float


@dataclass(frozen=True, slots=True)
class Request:
    """`texts` by unit, and the settings to be measured one after the other."""

    tagger: str
    threads: int
    texts: dict[str, list[str]]
    settings: list[Setting]


def main() -> None:
    """Answer one request."""
    facts = json.load(sys.stdin)
    settings = [Setting(**setting) for setting in facts.pop("settings")]
    json.dump(seconds_by_setting(Request(**facts, settings=settings)), sys.stdout)


def seconds_by_setting(request: Request) -> list[float]:
    """Return the seconds that the pipeline takes with each setting."""
    import torch
    from transformers import pipeline

    from kgbuild.training.dequantise import torch_model

    torch.set_num_threads(request.threads)
    model, tokenizer = torch_model(Path(request.tagger))
    tag = pipeline("token-classification", model=model, tokenizer=tokenizer, device="cpu")
    seconds = []
    for setting in request.settings:
        texts = request.texts[setting.unit]
        texts = texts[: math.ceil(setting.part * len(texts))]
        options = {} if setting.batch_size is None else {"batch_size": setting.batch_size}
        tag(texts[:WARM_UP], **options)
        start = perf_counter()
        tag(texts, **options)
        seconds.append(perf_counter() - start)
    return seconds


def as_json(request: Request) -> str:
    """Return what `main` reads."""
    return json.dumps(asdict(request))


if __name__ == "__main__":
    main()
