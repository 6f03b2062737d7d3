"""Hints change nothing before they are learnt, and what is exported reads them as what was trained."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import numpy as np
import torch

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Source, Status
from kgbuild.entities.lexicon_file import write_lexicon
from kgbuild.entities.rows import Row
from kgbuild.errors import EncoderError, OptionError
from kgbuild.mentions.hints import HINTS
from kgbuild.mentions.known_names import KnownNames, Name
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import NAMES, Tagger
from kgbuild.training.adapter_recipe import AdapterRecipe
from kgbuild.training.annotated_names import SOURCE
from kgbuild.training.hints import give_hints, hint_inputs, known_names, takes_hints
from kgbuild.training.onnx_export import TaggerFacts, export_tagger
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_training import load_student
from tests.training.tiny import RECIPE, tiny_tagger, tiny_tokenizer

IDS = torch.tensor([[2, 5, 7, 9, 3]])
TEXT = "naproxen induced headache and chest pain"


def test_a_model_is_at_first_what_it_was() -> None:
    model = tiny_tagger().eval()
    assert not takes_hints(model)
    before = model(input_ids=IDS).logits
    give_hints(model)
    assert takes_hints(model)
    hints = torch.tensor([[0, 1, HINTS - 1, 3, 0]])
    torch.testing.assert_close(model(input_ids=IDS, **hint_inputs(model, hints)).logits, before)


def test_an_encoder_without_token_types_is_explained() -> None:
    model = tiny_tagger()
    del model.bert.embeddings.token_type_embeddings
    with pytest.raises(EncoderError, match="known_names needs an encoder with token types"):
        give_hints(model)


def test_what_is_exported_reads_hints(tmp_path: Path) -> None:
    """Names change what the exported model says, and it says what the torch model does."""
    model = tiny_tagger()
    give_hints(model)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    document = Document(id="PMID:1", text=TEXT, title="", sections=(Section("case report", 0, len(TEXT)),))
    sentences = SentenceSplitter().split(document)
    facts = TaggerFacts("t", "1", "tiny", 32, LABELS)
    found = {}
    for name, word in (("known", "headache"), ("other", "asthma")):
        names = KnownNames.of([Name(word, EntityType.SYMPTOM)])
        export_tagger(model, tiny_tokenizer(), facts, tmp_path / name, names=names, float32=True)
        found[name] = Tagger.load(tmp_path / name).judge_words(document, sentences)[1]
    case, symptom = len(LABELS), len(LABELS) + LABELS.index("B-Symptom")
    ids = torch.tensor([[2, *tiny_tokenizer().encode(TEXT, add_special_tokens=False).ids, 3]])
    for name, hint in (("known", symptom), ("other", case)):
        hints = torch.tensor([[0, case, case, hint, case, case, case, 0]])
        expected = model.eval()(input_ids=ids, token_type_ids=hints).logits[0, 1:-1].detach().numpy()
        np.testing.assert_allclose(found[name], expected, atol=1e-4)
    assert np.abs(found["known"] - found["other"]).max() > 1e-3
    assert Tagger.load(tmp_path / "known").fingerprint != Tagger.load(tmp_path / "other").fingerprint
    export_tagger(tiny_tagger(), tiny_tokenizer(), facts, tmp_path / "known")
    assert not (tmp_path / "known" / NAMES).exists()


def test_names_and_hints_belong_together(tmp_path: Path) -> None:
    hinted, plain = tiny_tagger(), tiny_tagger()
    give_hints(hinted)
    facts = TaggerFacts("t", "1", "tiny", 32, LABELS)
    for model, names in ((hinted, None), (plain, KnownNames.of([Name("gout", EntityType.DISEASE)]))):
        with pytest.raises(EncoderError, match="exported with names"):
            export_tagger(model, tiny_tokenizer(), facts, tmp_path, names=names)
    hinted.save_pretrained(tmp_path / "former")
    tiny_tokenizer().save(str(tmp_path / "former" / "tokenizer.json"))
    with pytest.raises(EncoderError, match="was trained with known_names"):
        load_student(str(tmp_path / "former"), RECIPE)
    assert takes_hints(load_student(str(tmp_path / "former"), replace(RECIPE, known_names=True))[0])


def test_names_that_annotators_taught_are_not_shown(tmp_path: Path) -> None:
    def row(name: str, source: str) -> Row:
        key = name.lower()
        return Row(key, "MESH:1", EntityType.DISEASE, name, Status.NAME, False, False, source, ())

    rows = [row("gout", "mesh"), row("leukemia, acute", "mesh"), row("lupus", SOURCE)]
    sources = [Source(id, id, "1", "none") for id in ("mesh", SOURCE)]
    write_lexicon(tmp_path / "lexicon.parquet", rows, sources)
    names = known_names(tmp_path / "lexicon.parquet")
    text = "gout lupus acute leukemia"
    spans = np.array([(0, 4), (5, 10), (11, 16), (17, 25)], dtype=np.int32)
    assert names.hints(text, spans, np.zeros(4, dtype=np.int64)).tolist() == [1, 0, 1, 2]


@pytest.mark.parametrize(
    "other",
    [{"freeze_embeddings": True}, {"unfreeze_per_epoch": 1}, {"adapters": AdapterRecipe(kind="lora")}],
)
def test_hints_that_could_not_be_learnt_are_refused(other: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="known_names are learnt in the embeddings"):
        TaggerRecipe(known_names=True, **other)  # type: ignore[arg-type]
