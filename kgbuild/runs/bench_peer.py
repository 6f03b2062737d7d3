"""The named peer of the benchmark: `transformers.pipeline("token-classification")` in torch, same weights.

A program of its own, so that torch stays out of every other process: reads a request as JSON from standard
input, writes seconds as JSON to standard output. Loading the model and a warm-up are not timed.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

WARM_UP = 8
"""Texts read before the clock starts."""


@dataclass(frozen=True, slots=True)
class Request:
    """`batch_size` None is the pipeline's default setting."""

    tagger: str
    threads: int
    texts: list[str]
    batch_sizes: list[int | None]


def main() -> None:
    """Answer one request."""
    request = Request(**json.load(sys.stdin))
    json.dump(seconds_by_batch(request), sys.stdout)


def seconds_by_batch(request: Request) -> list[float]:
    """Return the seconds that the pipeline takes for all texts, for each batch size asked for."""
    import torch
    from transformers import pipeline

    from kgbuild.training.dequantise import torch_model

    torch.set_num_threads(request.threads)
    model, tokenizer = torch_model(Path(request.tagger))
    tag = pipeline("token-classification", model=model, tokenizer=tokenizer, device="cpu")
    seconds = []
    for batch_size in request.batch_sizes:
        options = {} if batch_size is None else {"batch_size": batch_size}
        tag(request.texts[:WARM_UP], **options)
        start = perf_counter()
        tag(request.texts, **options)
        seconds.append(perf_counter() - start)
    return seconds


def as_json(request: Request) -> str:
    """Return what `main` reads."""
    return json.dumps(asdict(request))


if __name__ == "__main__":
    main()
