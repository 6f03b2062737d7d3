"""Adapting an encoder to text, on a tiny one."""

import json
from math import inf
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer

from kgbuild.domain.document import Document, Section
from kgbuild.errors import OptionError, TrainingStateError
from kgbuild.mentions.windows import prepare
from kgbuild.training.encoder_batches import Marks, mask
from kgbuild.training.encoder_recipe import EncoderRecipe
from kgbuild.training.encoder_text import Text, cut_text, unlabelled_documents
from kgbuild.training.encoder_trainer import METRICS, EncoderTrainer, Guesser
from kgbuild.training.labelled_text import LabelledText

pytestmark = pytest.mark.learn

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "pain", "fever", "head", "##ache", "after", "."]
SENTENCE = "pain after headache . fever after pain . "
RECIPE = EncoderRecipe(block=16, pieces_per_step=64, checkpoint_every=4, epochs=6, learning_rate=1e-2)


def tokenizer() -> Tokenizer:
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import BertProcessing

    made = Tokenizer(WordPiece({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return prepare(made)


def document(id: str, text: str) -> Document:
    return Document(id=id, text=text, title="", sections=(Section("abstract", 0, len(text)),))


def text() -> Text:
    documents = [document(f"PMID:{i}", SENTENCE) for i in range(300)]
    return cut_text(documents, tokenizer(), block=RECIPE.block, progress=lambda count: None)


def trainer(folder: Path, recipe: EncoderRecipe = RECIPE) -> EncoderTrainer:
    from transformers import BertConfig, BertForMaskedLM

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.1,
    )
    model = BertForMaskedLM(config)
    guesser = Guesser(model, model.base_model, model.cls)
    return EncoderTrainer(guesser, Marks(2, 3, 4, len(WORDS)), recipe, folder, device=torch.device("cpu"))


def test_blocks_are_full_and_know_where_words_go_on() -> None:
    found = text()
    assert found.train.ids.shape[1] == RECIPE.block - 2
    assert len(found.held_out.ids) > 0
    assert set(found.train.ids[found.train.continues]) == {WORDS.index("##ache")}
    words = [WORDS[i] for i in found.train.ids[0]]
    assert words[:5] == ["pain", "after", "head", "##ache", "."]


def test_words_are_hidden_whole_and_borders_never() -> None:
    blocks = text().train
    masked = mask(blocks, Marks(2, 3, 4, 1_000_000), np.random.default_rng(0), share=0.3)
    assert len(masked.places) == len(masked.answers) == int(0.9 * 0.3 * blocks.ids.size)
    assert (blocks.ids[masked.places // 16, masked.places % 16 - 1] == masked.answers).all()
    chosen = np.zeros(masked.ids.shape, dtype=bool)
    chosen[:, 1:-1] = masked.ids[:, 1:-1] != blocks.ids
    chosen.ravel()[masked.places] = True
    assert not chosen[:, [0, -1]].any()
    inner = chosen[:, 1:-1]
    assert not inner[blocks.ids == 3].any()
    hidden = masked.ids[:, 1:-1] == 4
    goes_on = blocks.continues[:, 1:]
    assert (hidden[:, 1:][goes_on] == hidden[:, :-1][goes_on]).all()
    assert 0.2 < inner.mean() < 0.4
    assert 0.7 < hidden.sum() / inner.sum() < 0.9


def test_it_learns_to_guess(tmp_path: Path) -> None:
    history = trainer(tmp_path).train(text(), lambda step, steps, loss: None, encoder="tiny")
    assert history[-1]["held_out_loss"] < 0.8 * history[0]["held_out_loss"]
    rows = (tmp_path / METRICS).read_text("utf-8").splitlines()
    assert [json.loads(row) for row in rows] == history


def test_a_stopped_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(step: int, steps: int, loss: float) -> None:
        if step == 10:
            raise StopError

    whole = trainer(tmp_path / "whole").train(text(), lambda step, steps, loss: None, encoder="tiny")
    with pytest.raises(StopError):
        trainer(tmp_path / "cut").train(text(), stop, encoder="tiny")
    assert trainer(tmp_path / "cut").train(text(), lambda *_: None, encoder="tiny") == whole


def test_the_number_of_pieces_decides_the_steps(tmp_path: Path) -> None:
    recipe = EncoderRecipe(block=16, pieces_per_step=64, checkpoint_every=4, pieces=640)
    steps = []
    trainer(tmp_path, recipe).train(text(), lambda step, *_: steps.append(step), encoder="tiny")
    assert steps == list(range(1, 11))


def test_another_recipe_does_not_go_on(tmp_path: Path) -> None:
    trainer(tmp_path).train(text(), lambda *_: None, encoder="tiny")
    other = EncoderRecipe(block=16, pieces_per_step=64, checkpoint_every=4, epochs=7, learning_rate=1e-2)
    with pytest.raises(TrainingStateError, match="other settings or data"):
        trainer(tmp_path, other).train(text(), lambda *_: None, encoder="tiny")


def test_labelled_documents_and_their_copies_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "medical_abstracts"
    folder.mkdir()
    texts = ["Naloxone reverses it. More.", "Fever after pain. Some.", "Fever after pain. Some."]
    rows = "".join(f'1,"{text}"\n' for text in texts)
    (folder / "medical_tc_test.csv").write_text("condition_label,medical_abstract\n" + rows, "utf-8")
    labelled = LabelledText.of([document("PMID:1#sentence", "[Naloxone reverses it.] More.")])
    assert [d.text for d in unlabelled_documents(tmp_path, labelled)] == ["Fever after pain. Some."]
    assert document("PMID:1", "Anything else") in labelled


@pytest.mark.parametrize(
    "setting", [{"pieces": -1}, {"weight_decay": -0.1}, {"learning_rate": 0.0}, {"clip": inf}, {"seed": -1}]
)
def test_settings_that_cannot_work_are_refused(setting: dict[str, float]) -> None:
    with pytest.raises(OptionError, match=f"{next(iter(setting))} = .* should be"):
        EncoderRecipe(**setting)  # type: ignore[arg-type]
