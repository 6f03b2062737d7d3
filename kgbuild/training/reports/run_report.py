"""Report on one training run of a tagger."""

from pathlib import Path

from kgbuild.training.journal import read_journal
from kgbuild.training.reports.tagger_report import Training, write_tagger_report
from kgbuild.training.tagger_run import TaggerRun
from kgbuild.training.tagger_seeds import seed_folder

REPORT_FOLDER = "report"


def write_run_report(run: TaggerRun, folder: Path, *, command: str) -> Path:
    """Write the report of the run in `folder` to `report/` in it; return its page.

    Of a run with several seeds it shows the losses of the best one.
    """
    best = run.stopping
    if run.seeds:
        trained = seed_folder(folder, run.seeds.best_seed)
        chosen = {"seeds": f"F1 on the stopping documents {run.seeds.in_words()}"}
    else:
        trained = folder
        chosen = {"best epoch": f"{best['epoch']:.0f}, F1 {100 * best['f1']:.2f} on the stopping documents"}
    settled = {
        **chosen,
        "balance": ", ".join(f"{type} {shift:+}" for type, shift in run.shifts.items()),
        "after balancing": f"F1 {100 * run.balanced['f1']:.2f} on the stopping documents",
    }
    training = Training(read_journal(trained), settled)
    return write_tagger_report(
        folder / REPORT_FOLDER, run.evaluation, run.folder, command=command, training=training
    )
