"""From corpora to the models that ship: encoder, tagger, relations, and the figures of both, in one run.

Each stage has its folder below `out`; what ships is put together in `out/resources`, which holds `tagger/`
and `relations/` as `kgbuild/resources` does. A run that was stopped goes on with the stage that it was in,
and that stage from its own checkpoint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import TrainingStateError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_LEXICON
from kgbuild.training.context_training import add_context
from kgbuild.training.device import AUTO, use_threads
from kgbuild.training.encoder_run import ADAPTED, run_encoder_training
from kgbuild.training.figures import relation_figures, tagger_figures, write_figures
from kgbuild.training.fold_heads import forget_checkpoints, in_words
from kgbuild.training.models_recipe import ModelsRecipe
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_material import gather
from kgbuild.training.relation_training import train_relations
from kgbuild.training.shipping import RELATIONS, TAGGER, ship
from kgbuild.training.splits import evaluation_sets, load_tagger_splits
from kgbuild.training.stages import files_digest, is_done, listing_digest, mark_done, stage_fingerprint
from kgbuild.training.tagger_robustness import evaluate_robustness
from kgbuild.training.tagger_run import EXPORT, run_tagger_training

ENCODER, RESOURCES, MODEL = "encoder", "resources", "model"

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much, where that is known."""


@dataclass(frozen=True, slots=True)
class ModelsTraining:
    """One training of all models: recipes, corpora and folder; `encoder` is what it starts from."""

    recipe: ModelsRecipe
    data: Path
    out: Path
    encoder: str | None = None
    device: str = AUTO
    threads: int | None = None

    def run(self, progress: Progress) -> Path:
        """Do all stages that are not done, and return the folder of what ships.

        The same recipes, corpora and number of threads give the same relation model for the same tagger.
        """
        try:
            self.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrainingStateError(self.out, f"cannot be made: {error.strerror}") from error
        use_threads(self.threads)
        corpora = listing_digest(self.data.resolve(), without=self.out.resolve())
        encoder = self._adapted(corpora, progress)
        tagger = self._tagger(corpora, encoder, progress)
        relations = self._relations(corpora, tagger, progress)
        return ship(self.out / RESOURCES, tagger=tagger, relations=relations)

    def _adapted(self, corpora: str, progress: Progress) -> str | None:
        recipe, folder = self.recipe.encoder, self.out / ENCODER
        if recipe is None:
            return self.encoder
        stage = stage_fingerprint(recipe, self.encoder, _weights(self.encoder), corpora)
        if not is_done(folder, stage):
            run_encoder_training(
                recipe,
                self.data,
                folder,
                encoder=self.encoder,
                device=self.device,
                threads=self.threads,
                reading=lambda count: progress("encoder: documents", count, None),
                progress=lambda step, steps, loss: progress(f"encoder: loss {loss:.3f}", step, steps),
            )
            mark_done(folder, stage)
        return str(folder / ADAPTED)

    def _tagger(self, corpora: str, encoder: str | None, progress: Progress) -> Path:
        recipe, folder = self.recipe.tagger, self.out / TAGGER
        names = files_digest([DEFAULT_LEXICON]) if recipe.known_names else ""
        stage = stage_fingerprint(recipe, encoder, _weights(encoder), names, self.recipe.robustness, corpora)
        if not is_done(folder, stage):

            def stepped(epoch: int, step: int, steps: int, loss: float) -> None:
                progress(f"tagger: epoch {epoch}, loss {loss:.3f}", step, steps)

            def scored(done: int, total: int) -> None:
                progress("tagger: calibrating and scoring", done, total)

            splits = load_tagger_splits(self.data)
            run = run_tagger_training(
                recipe,
                splits,
                folder,
                encoder=encoder,
                device=self.device,
                threads=self.threads,
                progress=stepped,
                scoring=scored,
            )
            changed = {}
            if self.recipe.robustness:
                sets = evaluation_sets(splits)
                changed = evaluate_robustness(Tagger.load(folder / EXPORT), sets, progress=scored)
            write_figures(folder / EXPORT, tagger_figures(run.evaluation, changed))
            mark_done(folder, stage)
        return folder / EXPORT

    def _relations(self, corpora: str, tagger_folder: Path, progress: Progress) -> Path:
        recipe, folder = self.recipe.relations, self.out / RELATIONS
        tagger = Tagger.load(tagger_folder, threads=self.threads or 1)
        tables = [Path(recipe.checked)] if recipe.checked else []
        tables += [self.recipe.assertion] if self.recipe.assertion else []
        inputs = files_digest([DEFAULT_LEXICON, *tables])
        stage = stage_fingerprint(recipe, tagger.fingerprint, inputs, corpora)
        if not is_done(folder, stage):
            lexicon = Lexicon.load(DEFAULT_LEXICON)
            encoder, split = Encoder(tagger, Linker(lexicon)), SentenceSplitter().split

            def told(corpus: str, count: int) -> None:
                progress(f"relations: documents, now {corpus}", count, None)

            material = gather(self.data, recipe, encoder=encoder, split=split, reading=told)

            def stepped(epoch: int, step: int, steps: int, loss: float) -> None:
                progress(f"relations: {in_words(epoch, recipe)}, loss {loss:.3f}", step, steps)

            train_relations(
                recipe,
                material,
                tagger=tagger.fingerprint,
                folder=folder / MODEL,
                progress=stepped,
                checkpoints=folder,
            )
            add_context(
                folder / MODEL,
                self.data,
                recipe,
                encoder=encoder,
                lexicon=lexicon,
                split=split,
                folder=folder / MODEL,
                reading=told,
            )
            figures = relation_figures(
                folder / MODEL,
                self.data,
                tagger=tagger,
                lexicon=lexicon,
                checked=Path(recipe.checked) if recipe.checked else None,
                assertion=self.recipe.assertion,
                interactions=None,
                progress=lambda name, count: progress(f"relations: scoring, now {name}", count, None),
            )
            write_figures(folder / MODEL, figures)
            forget_checkpoints(folder, recipe)
            mark_done(folder, stage)
        return folder / MODEL


def _weights(encoder: str | None) -> str:
    """Return a digest of an encoder's files; one from the hub, or the default one, is known by its name."""
    folder = Path(encoder or "")
    if not (encoder and folder.is_dir()):
        return ""
    return files_digest(sorted(file for file in folder.iterdir() if file.is_file()))
