"""What users withdrew: a file a document in the workspace's folder `withdrawals`."""

import json
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Withdrawal, WithdrawalKind
from kgbuild.domain.ids import content_hash
from kgbuild.errors import WorkspaceDamagedError
from kgbuild.graph.atomic import explained, write_text
from kgbuild.graph.workspace import Workspace

USER = "user"
"""Who states it."""


@dataclass(frozen=True, slots=True)
class UserWithdrawal:
    """A document whose evidence a user does not want to count, and why."""

    document_id: str
    reason: str


def list_withdrawals(workspace: Workspace) -> list[UserWithdrawal]:
    """Return what is withdrawn, sorted by document id; raises `WorkspaceDamagedError`."""
    found = [_read(path) for path in workspace.withdrawals.glob("[!.]*.json")]
    return sorted(found, key=lambda item: item.document_id)


def user_withdrawals(workspace: Workspace) -> list[Withdrawal]:
    """Return the same as statements: a user retracts, as a publisher does, and so can take it back."""
    return [
        Withdrawal(item.document_id, WithdrawalKind.RETRACTED, USER) for item in list_withdrawals(workspace)
    ]


def add_withdrawal(workspace: Workspace, item: UserWithdrawal) -> None:
    """Write a withdrawal down, in place of an earlier one of that document."""
    facts = {"document_id": item.document_id, "reason": item.reason}
    write_text(_path(workspace, item.document_id), json.dumps(facts, indent=1, ensure_ascii=False) + "\n")


def remove_withdrawal(workspace: Workspace, document_id: str) -> None:
    """Take a withdrawal back, if there is one."""
    path = _path(workspace, document_id)
    with explained(path):
        path.unlink(missing_ok=True)


def _path(workspace: Workspace, document_id: str) -> Path:
    return workspace.withdrawals / f"{content_hash('withdrawal', document_id)}.json"


def _read(path: Path) -> UserWithdrawal:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return UserWithdrawal(facts["document_id"], facts["reason"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceDamagedError(path) from error
