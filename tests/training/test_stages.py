"""Which stages of a training are done."""

from pathlib import Path

from kgbuild.training.stages import files_digest, is_done, listing_digest, mark_done, stage_fingerprint


def test_a_stage_is_done_for_what_it_was_marked_for_alone(tmp_path: Path) -> None:
    one, other = stage_fingerprint("recipe", 1), stage_fingerprint("recipe", 2)
    assert not is_done(tmp_path, one)
    mark_done(tmp_path, one)
    assert is_done(tmp_path, one)
    assert not is_done(tmp_path, other)
    mark_done(tmp_path, other)
    assert not is_done(tmp_path, one)


def test_files_count_by_name_and_bytes(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text("a")
    before = files_digest([file])
    assert files_digest([file]) == before
    file.write_text("b")
    assert files_digest([file]) != before


def test_corpora_are_listed_without_what_is_made_of_them(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "text").write_text("a")
    out = tmp_path / "out"
    out.mkdir()
    before = listing_digest(tmp_path, without=out)
    (out / "model").write_text("weights")
    assert listing_digest(tmp_path, without=out) == before
    (tmp_path / "corpus" / "text").write_text("longer")
    assert listing_digest(tmp_path, without=out) != before
