"""Every error that kgbuild raises on purpose: each says what, where and what to do."""

from collections.abc import Iterable, Sequence
from pathlib import Path


class KgbuildError(Exception):
    """Base of all errors that kgbuild raises on purpose; the command line prints it without a traceback.

    Errors pass between processes as they are, whatever they were made of.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _revived, (type(self), self.args, self.__dict__)


def _revived(
    kind: type[KgbuildError], arguments: tuple[object, ...], state: dict[str, object]
) -> KgbuildError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


class InputNotFoundError(KgbuildError):
    """A path given as input does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: no such file or folder; check the spelling")


class UnknownFormatError(KgbuildError):
    """The name of a document format is not known."""

    def __init__(self, format: str, known: Iterable[str]) -> None:
        self.format = format
        super().__init__(
            f"unknown document format {format!r}; known: {', '.join(known)}, or module:Class of your own"
        )


class ComponentError(KgbuildError):
    """A class of a third party, named as `module:Class`, cannot be had or does not fit."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"{name}: {problem}; name a class that Python can import here, as module:Class")


class UnreadableSourceError(KgbuildError):
    """A file's bytes cannot be had; `reason` is the quarantine's code for it."""

    def __init__(self, name: str, reason: str, message: str) -> None:
        self.name = name
        self.reason = reason
        self.problem = message
        super().__init__(f"{name}: {message}")


class OptionError(KgbuildError):
    """An option has a value that cannot work."""


class NothingToReadError(KgbuildError):
    """The inputs hold no file at all."""

    def __init__(self, inputs: Iterable[Path]) -> None:
        names = ", ".join(map(str, inputs)) or "no input"
        super().__init__(
            f"{names}: nothing to read there; name files, folders or archives that hold documents"
        )


class WorkspaceBusyError(KgbuildError):
    """Another process is building into the same workspace."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path}: another build is at work in this workspace; wait for it, or name another with -w"
        )


class WorkspaceWriteError(KgbuildError):
    """A file of the workspace could not be written: permissions, a full disk, a size limit."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"{path}: cannot be written: {problem}; what is finished is kept: mend that and run the same "
            "again"
        )


class WorkerFailedError(KgbuildError):
    """A worker process ended with an error that would only come back."""


class WorkerKilledError(KgbuildError):
    """Worker processes are killed again and again from outside."""

    def __init__(self, shard: str, signal: int) -> None:
        self.shard = shard
        at = f"while making shard {shard}" if shard else "while starting"
        super().__init__(
            f"workers are killed again and again (signal {signal}) {at}; often the system does so when "
            "memory is "
            "short. What is finished is kept: run the same again to go on, perhaps with fewer --workers"
        )


class PipelineError(KgbuildError):
    """A pipeline file cannot be understood."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class ReconciliationError(KgbuildError):
    """Records went missing or appeared from nowhere: an error of kgbuild itself."""

    def __init__(self, records: int, counted: int, workspace: Path) -> None:
        super().__init__(
            f"internal error: {records:,} records were read into {workspace}, but its tables hold "
            f"{counted:,} as "
            "documents, withdrawn or quarantined; please report this with the newest file in its folder runs/"
        )


class CorpusError(KgbuildError):
    """A corpus for training cannot be loaded."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class AnnotationError(KgbuildError):
    """Annotated documents of a user's own cannot be used; `problems` has a line for each, with its place."""

    SHOWN = 10

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = f"{len(problems):,} problems" if len(problems) > 1 else "1 problem"
        more = f"\n  … and {len(problems) - self.SHOWN:,} more" if len(problems) > self.SHOWN else ""
        shown = "".join(f"\n  {problem}" for problem in problems[: self.SHOWN])
        super().__init__(f"{count} in the annotated documents:{shown}{more}")


class LabelError(KgbuildError):
    """A label map cannot be understood."""


class LeakError(KgbuildError):
    """A document would be trained on and scored on as well."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = ids
        some = ", ".join(ids[:5])
        super().__init__(
            f"{len(ids)} documents are in more than one part of the split ({some}); drop them from one"
        )


class RecipeError(KgbuildError):
    """A training recipe cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class ModelFolderError(KgbuildError):
    """A model's folder lacks something, or holds what does not belong together."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {problem}; name a folder that `kgbuild train` wrote")


class TrainingStateError(KgbuildError):
    """The output folder of a training run belongs to a run with other settings."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {problem}; choose another --out, or delete the folder to start anew")


class EncoderError(KgbuildError):
    """A pretrained encoder cannot be found or loaded."""


class DeviceError(KgbuildError):
    """A device for training is not there."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"device {name!r} cannot be used: {problem}; try --device cpu")


class WorkspaceDamagedError(KgbuildError):
    """A file of the workspace does not hold what we wrote there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path}: damaged, or not written by kgbuild; remove it to have its sources read again"
        )


class FieldError(KgbuildError):
    """A field of a JSON object or table row has a value that cannot be understood."""


class SchemaError(KgbuildError):
    """The schema of the graph cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class NothingToLoadError(KgbuildError):
    """A workspace holds no graph tables."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        super().__init__(
            f"{workspace}: no graph tables there; run `kgbuild build INPUT -w {workspace}` first"
        )


class StoreStartError(KgbuildError):
    """The embedded store does not start."""

    def __init__(self, folder: Path, problem: str, log: Path | None = None) -> None:
        self.folder = folder
        where = f" (log: {log})" if log else ""
        super().__init__(
            f"{folder}: the embedded store does not start: {problem}{where}. The store is only a view of the "
            f"tables: if it is damaged, delete {folder} and run the same command again"
        )


class StoreConnectionError(KgbuildError):
    """A graph store cannot be reached, refuses the user, or went away while in use."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        self.problem = problem
        super().__init__(f"{url}: {problem}")


class Neo4jUnavailableError(KgbuildError):
    """A Neo4j of one's own cannot be run on this machine."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"Neo4j cannot be run here: {problem}. With Docker, `docker compose up -d` in kgbuild's source "
            "tree runs one, too"
        )


class StoreLostError(StoreConnectionError):
    """The connection to a store broke while it was in use; what had been written by then is kept."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, f"the connection was lost: {problem}; what was written is kept: try again")
        self.problem = problem


class PullError(KgbuildError):
    """The graph in a store cannot be turned into tables."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        super().__init__(f"{url}: cannot be pulled: {problem}")


class MappingError(KgbuildError):
    """A file that maps somebody else's graph to ours cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class PulledTablesError(KgbuildError):
    """Tables that came out of a store would be made anew from documents, which are not there."""

    def __init__(self, workspace: Path, origin: str) -> None:
        self.workspace = workspace
        super().__init__(
            f"{workspace}: its graph was pulled from {origin}, and no documents could make it anew: build in "
            "another workspace with -w, or change it where it is from and pull it again"
        )


class StoreWriteError(KgbuildError):
    """A graph store refused or lost a write."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        super().__init__(
            f"{url}: writing failed: {problem}. What was written is kept: mend that and load again, "
            "which adds only what is missing"
        )


class QueryError(KgbuildError):
    """A query was refused: its syntax, its parameters, a write, or its time."""


class UnknownQueryError(KgbuildError):
    """No named query has this name."""

    def __init__(self, name: str, near: Iterable[str]) -> None:
        self.name = name
        hint = " or ".join(near)
        super().__init__(
            f"no query is named {name!r}{f'; did you mean {hint}?' if hint else ''} (`kgbuild query --list` "
            "shows all)"
        )


class BenchmarkError(KgbuildError):
    """A benchmark cannot be run."""


class NotAWorkspaceError(KgbuildError):
    """A path given as workspace is none, or cannot become one."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class WorkspaceFormatError(KgbuildError):
    """A workspace was written in a layout that this version does not know."""

    def __init__(self, path: Path, found: object, known: int) -> None:
        self.path = path
        super().__init__(
            f"{path}: its format is {found}, this kgbuild knows {known}; use the version that made it, or "
            "build anew"
        )


class UnknownDocumentError(KgbuildError):
    """A document that is to be withdrawn is not in the workspace."""

    def __init__(self, document_id: str, path: Path) -> None:
        self.document_id = document_id
        super().__init__(
            f"{document_id}: no such document in {path}; ids look like PMID:123 (`documents.parquet` lists "
            "them)"
        )


class TablesDamagedError(WorkspaceDamagedError):
    """The graph tables are not complete or not readable; they can be made anew from the shards."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        KgbuildError.__init__(
            self,
            f"{path}: damaged: {problem}; run the last `kgbuild build` again, which makes the tables anew",
        )


class InvalidTablesError(TablesDamagedError):
    """Tables break rules of the schema; `problems` has a line for some, with row and rule, of `total`.

    `advice` says what to do.
    """

    def __init__(self, where: object, problems: Sequence[str], total: int, *, advice: str) -> None:
        self.problems = tuple(problems)
        self.total = total
        count = f"{total:,} times" if total > 1 else "once"
        more = f"\n  … and {total - len(problems):,} more" if total > len(problems) else ""
        KgbuildError.__init__(
            self,
            f"{where}: rules of the schema are broken {count}, so nothing was done with it"
            + "".join(f"\n  {problem}" for problem in problems)
            + more
            + f"\n{advice}",
        )


class VocabularyFileError(KgbuildError):
    """A file with a vocabulary or mappings cannot be understood."""

    def __init__(self, path: Path, problem: str, *, line: int | None = None) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path}{f', line {line}' if line else ''}: {problem}")


class VocabularyPackageError(KgbuildError):
    """A package whose names go into the lexicon is not installed, or holds something unexpected."""


class LexiconError(KgbuildError):
    """A lexicon cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}; make one with `kgbuild vocabulary build --out {path}`")


class ShardMissingError(WorkspaceDamagedError):
    """A shard that the ledger names is not there; with its sources among the inputs it is made again."""

    def __init__(self, path: Path, sources: Iterable[str]) -> None:
        self.path = path
        KgbuildError.__init__(
            self,
            f"{path}: this shard is gone; run `kgbuild build` again with its sources: {', '.join(sources)}",
        )


class MissingExtraError(KgbuildError):
    """Optional packages that this needs are not installed."""

    def __init__(self, extra: str, missing: Iterable[str]) -> None:
        self.extra = extra
        super().__init__(f"{', '.join(missing)} not installed; pip install 'kgbuild[{extra}]'")


class TrackerError(KgbuildError):
    """A tracker of training runs cannot begin: no server, no permission, wrong settings of its own."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"--track {name}: {problem}; mend that, or run the same without it")


class MissingTrackerError(KgbuildError):
    """The package of a tracker of training runs is not installed."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(f"--track {package}: the package is not installed; pip install {package}")


class CuratedNameError(KgbuildError):
    """The name of a source cannot be one."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name!r} cannot name a source: give --source 1 to 64 of a-z, 0-9, '.', '_' and '-', and none "
            "of kgbuild's own names, extracted and predicted"
        )


class ExportError(KgbuildError):
    """A graph cannot be written to this place."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


class StoreBusyError(KgbuildError):
    """Another command uses the embedded store in a way that excludes this one."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(f"{folder}: {problem}")


class StoreOccupiedError(KgbuildError):
    """A database holds nodes that kgbuild did not write, and that loading would take for its own."""

    def __init__(self, url: str, label: str) -> None:
        self.url = url
        super().__init__(
            f"{url}: the database holds nodes labelled {label} that kgbuild did not load, and loading would "
            "remove "
            "them; name an empty database with --database"
        )


class StoreOfAnotherError(KgbuildError):
    """A database holds the graph of another workspace; each holds one."""

    def __init__(self, url: str, held: str, workspace: str) -> None:
        self.url = url
        whose = f"another workspace, {held}" if held else "a workspace that was not noted"
        super().__init__(
            f"{url}: the database holds the graph of {whose}, not of this one, {workspace} (the id in its "
            "workspace.json), and loading would remove that; name another database with --database, another "
            "server with --store, or put this graph in its place with --replace"
        )


class StoreCountError(KgbuildError):
    """After loading, a store does not hold what the tables hold."""

    def __init__(self, url: str, name: str, held: int, wanted: int) -> None:
        self.url = url
        super().__init__(
            f"{url}: the store holds {held:,} {name} where the tables have {wanted:,}; does something else "
            "write "
            "to it? Load again with --check, or delete the store: it is only a view of the tables"
        )


class SourceReadOtherwiseError(KgbuildError):
    """A file that is in the workspace already is to be read in another format."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name}: is in this workspace already, read in another format; to read it in this one, build "
            "into "
            "a new workspace with -w"
        )


class OutputFileError(KgbuildError):
    """A file that was asked for cannot be written."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: cannot be written: {problem}; name a file where you may write")


class TriplesError(KgbuildError):
    """Triples cannot be read, or nothing can be learnt from them."""

    def __init__(self, where: object, problem: str, *, line: int | None = None) -> None:
        self.where = str(where)
        self.line = line
        super().__init__(f"{where}{f', line {line}' if line else ''}: {problem}")


class ScoresError(KgbuildError):
    """A model's numbers are no numbers, or do not fit what they are for."""


class NotPromotedError(KgbuildError):
    """A link predictor does not beat the baselines that learn nothing."""

    def __init__(self, folder: Path, lost_to: Iterable[str], table: str) -> None:
        self.folder = folder
        self.lost_to = tuple(lost_to)
        self.table = table
        super().__init__(
            f"{folder}: not promoted: it loses to {' and '.join(self.lost_to)}, which learn nothing; train "
            f"it for longer or on more relations\n{table}"
        )


class UnknownEntityError(KgbuildError):
    """An id is that of no entity of the graph."""

    def __init__(self, id: str, near: Iterable[str]) -> None:
        self.id = id
        hint = ", ".join(near)
        looked = f"; named like it: {hint}" if hint else ""
        super().__init__(
            f"{id}: no entity of the graph that was learnt has this id{looked}; ids look like MESH:D001241"
        )


class UnknownModelRunError(KgbuildError):
    """There are no predictions of a model's run."""

    def __init__(self, run: str, known: Iterable[str]) -> None:
        self.run = run
        super().__init__(f"{run}: no predictions of this run; there are: {', '.join(known) or 'none'}")


class StaleModelError(KgbuildError):
    """A model was trained on another build of the graph than the one it is asked about."""

    def __init__(self, run: str, trained: str, asked: str) -> None:
        self.run = run
        super().__init__(
            f"{run} was trained on build {trained} of the graph, now it is {asked}: train it anew, or take "
            "what it knew then with --allow-stale"
        )
