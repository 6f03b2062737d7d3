"""Adapt an encoder to biomedical text from end to end, into a folder that `--encoder` takes."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from kgbuild.errors import CorpusError, EncoderError, TrainingStateError
from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.mentions.windows import load_tokenizer, prepare
from kgbuild.training import encoder_text
from kgbuild.training.device import AUTO, choose_device, use_threads
from kgbuild.training.encoder import DEFAULT_NAME, default_encoder, require_encoder
from kgbuild.training.encoder_batches import Marks
from kgbuild.training.encoder_recipe import EncoderRecipe
from kgbuild.training.encoder_text import cut_text, unlabelled_documents
from kgbuild.training.encoder_trainer import EncoderTrainer, Guesser, Progress
from kgbuild.training.encoder_vocabulary import (
    choose_words,
    count_words,
    place_vectors,
    place_words,
    require_wordpiece,
)
from kgbuild.training.labelled_text import labelled_text

logger = logging.getLogger(__name__)

ADAPTED = "encoder"


@dataclass(frozen=True, slots=True)
class EncoderRun:
    """What an adaptation came to: the folder of the encoder, the word pieces read, and the measurements."""

    folder: Path
    pieces: int
    history: list[dict[str, float]]


def run_encoder_training(
    recipe: EncoderRecipe,
    data: Path,
    folder: Path,
    *,
    encoder: str | None = None,
    device: str = AUTO,
    threads: int | None = None,
    reading: encoder_text.Progress,
    progress: Progress,
) -> EncoderRun:
    """Adapt the encoder to the unlabelled text below `data` and write it to `encoder/` in the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingStateError(folder, f"cannot be made: {error.strerror}") from error
    use_threads(threads)
    guesser, tokenizer = load_guesser(encoder or str(default_encoder()))
    labelled = labelled_text(data)
    if recipe.new_words:
        require_wordpiece(tokenizer)
        words = count_words(unlabelled_documents(data, labelled), tokenizer, progress=reading)
        new = choose_words(words, tokenizer, limit=recipe.new_words)
        tokenizer = place_words(tokenizer, new)
        place_vectors(guesser.model.get_input_embeddings().weight, new)
        place_vectors(guesser.model.get_output_embeddings().bias, new)
        logger.info("%d new words in the vocabulary", len(new))
    documents = unlabelled_documents(data, labelled)
    text = cut_text(documents, tokenizer, block=recipe.block, progress=reading)
    if not len(text.train.ids):
        raise CorpusError(data, f"no text to adapt to; {' or '.join(encoder_text.FOLDERS)} should hold some")
    trainer = EncoderTrainer(guesser, _marks(tokenizer), recipe, folder, device=choose_device(device))
    history = trainer.train(text, progress, encoder=encoder or DEFAULT_NAME)
    guesser.model.base_model.cpu().save_pretrained(folder / ADAPTED)
    tokenizer.save(str(folder / ADAPTED / TOKENIZER))
    return EncoderRun(folder / ADAPTED, text.train.ids.size, history)


def load_guesser(name: str) -> tuple[Guesser, Tokenizer]:
    """Return the masked language model and tokenizer of a folder or hub id; what it has not is new."""
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    path = Path(name) / TOKENIZER
    require_encoder(name)
    try:
        model: Any = AutoModelForMaskedLM.from_pretrained(name, attention_probs_dropout_prob=0.0)
        if path.is_file():
            tokenizer = load_tokenizer(path)
        else:
            tokenizer = prepare(AutoTokenizer.from_pretrained(name, use_fast=True).backend_tokenizer)
    except (OSError, ValueError) as error:
        raise EncoderError(f"the encoder {name} cannot be loaded: {error}") from error
    guess = getattr(model, "cls", None) or getattr(model, "lm_head", None)
    if guess is None:
        raise EncoderError(f"the encoder {name} has no head to guess words with; take a BERT-like one")
    return Guesser(model, model.base_model, guess), tokenizer


def _marks(tokenizer: Tokenizer) -> Marks:
    ids = tokenizer.encode("a").ids
    hidden = next((i for t in ("[MASK]", "<mask>") if (i := tokenizer.token_to_id(t)) is not None), None)
    if hidden is None:
        raise EncoderError("the encoder's tokenizer has no [MASK]; take a BERT-like one")
    return Marks(ids[0], ids[-1], hidden, tokenizer.get_vocab_size())
