"""Pipeline files: paths, options, and errors that say what is wrong."""

from pathlib import Path

import pytest

from kgbuild.errors import OptionError, PipelineError
from kgbuild.runs.pipeline import read_pipeline

MODELS = 'tagger = "m"\nrelations = "m"\nlexicon = "m"\n'


def write(folder: Path, text: str) -> Path:
    (folder / "m").mkdir()
    path = folder / "run.toml"
    path.write_text(text)
    return path


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, f'[build]\ninputs = ["a", "/b"]\nworkspace = "ws"\nworkers = 3\n{MODELS}')
    pipeline = read_pipeline(path)
    assert pipeline.inputs == [tmp_path / "a", Path("/b")]
    assert pipeline.workspace == tmp_path / "ws"
    assert (pipeline.options.workers, pipeline.options.tagger) == (3, tmp_path / "m")
    assert (pipeline.load, pipeline.questions) == (False, [])


BUILD = f"[build]\ninputs = ['a']\nworkspace = 'ws'\n{MODELS}"


def test_queries_need_the_store_and_take_what_is_theirs(tmp_path: Path) -> None:
    query = '[query]\nnames = ["drugs-for-disease", "hubs"]\nparameters = { disease = "asthma" }\n'
    pipeline = read_pipeline(write(tmp_path, BUILD + query))
    assert pipeline.load
    first, second = pipeline.questions
    assert first.query.name == "drugs-for-disease"
    assert first.parameters == {"disease": "asthma", "belief": 0}
    assert "disease" not in second.parameters


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[build", "is not TOML"),
        ("[bild]", "unknown 'bild'; did you mean 'build'"),
        ("[build]\nworkspace = 'ws'", "needs 'inputs'"),
        ("[build]\ninputs = ['a']", "needs 'workspace'"),
        ("[build]\ninputs = 'a'", "'inputs' must be a list, not 'a'"),
        ("[build]\ninputs = [1]\nworkspace = 'ws'\n" + MODELS, "must be a list of texts, but holds 1"),
        ("[build]\nworker = 2", "unknown 'worker'; did you mean 'workers'"),
        ("[build]\nworkers = '2'", "'workers' must be a whole number, not '2'"),
        ("[build]\nworkers = true", "'workers' must be a whole number, not True"),
        ("[build]\nworkspace = 7", "'workspace' must be a text, not 7"),
        ("[load]\nfast = 1", "unknown 'fast'; known there: nothing"),
        ("query = 1", "'query' must be a table, not 1"),
        (f"{BUILD}[query]\nnames = ['drug-for-disease']", "did you mean drugs-for-disease"),
        (f"{BUILD}[query]\nnames = ['drugs-for-disease']", "drugs-for-disease needs -p disease"),
        (f"{BUILD}[query]\nnames = ['entities-like-text']", "needs an encoder, which no pipeline has"),
        (f"{BUILD}[query]\nnames = ['hubs']\nparameters = {{ limits = 3 }}", "did you mean 'limit'?"),
        (f"{BUILD}[query]\nnames = ['hubs']\nparameters = {{ limit = 'x' }}", "limit must be a whole number"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(PipelineError) as caught:
        read_pipeline(write(tmp_path, text))
    assert problem in str(caught.value)
    assert "run.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"nowhere\.toml: cannot be read: No such file"):
        read_pipeline(tmp_path / "nowhere.toml")


def test_options_are_checked_as_everywhere(tmp_path: Path) -> None:
    path = write(tmp_path, f'[build]\ninputs = ["a"]\nworkspace = "ws"\nworkers = 0\n{MODELS}')
    with pytest.raises(OptionError, match="workers must be at least 1"):
        read_pipeline(path)
