"""The cluster's users: slipway-users [--deadline SEC] apply <users.json

stdin: [{"name","uid","sshKeys":[…],"groups":[…]}]. Users in the list exist on every node within seconds. Users who left
it can't log in or submit any more, their processes and jobs end; homes and ids stay theirs. Re-runnable.
"""

import sys

from . import locked
from .guard import supervise, waiting_for
from .homes import Homes
from .lock import held
from .options import read_words
from .paths import ROOT, SHARED, write_whole
from .publish import publish
from .text import Failure
from .user_database import User, locked_of, names_of, parse_database, parse_users, problems_of, render

PROGRAM = "slipway-users"
USAGE = "slipway-users [--deadline SEC] apply <users.json"
INPUT_LIMIT = 4 << 20


def main(arguments: list[str]) -> int:
    seconds, _ = read_words(arguments, 120, USAGE, lambda rest: rest == ["apply"])
    return supervise(PROGRAM, seconds, lambda: _apply(seconds))


def _apply(seconds: int) -> int:
    waiting_for("the list of users on stdin")
    text = sys.stdin.buffer.read(INPUT_LIMIT + 1)
    if len(text) > INPUT_LIMIT:
        raise Failure(f"the list of users has more than {INPUT_LIMIT} bytes")
    users = parse_users(text.decode("utf-8", "replace"))
    with held(SHARED / ".users.lock", "slipway-users apply", min(60, seconds * 0.8)):
        return _write(users)


def _write(users: list[User]) -> int:
    files = SHARED / "users"
    known = parse_database((files / "passwd").read_text(), (files / "group").read_text())
    system = names_of((ROOT / "etc/passwd").read_text()), names_of((ROOT / "etc/group").read_text())
    if problems := problems_of(users, known, *system):
        raise Failure("\n  ".join([f"{len(problems)} problems", *problems]))
    gone = locked_of(users, known)
    passwd, group = render(users, known)
    write_whole(files / "passwd", passwd)
    write_whole(files / "group", group)
    for name in gone:
        write_whole(SHARED / "keys" / name, "")
    # Before the homes, which are filled by their users.
    publish()
    _end_removed(set(gone.values()))
    faults = _fill_homes(users)
    publish()
    if faults:
        raise Failure("\n  ".join(faults))
    return 0


def _fill_homes(users: list[User]) -> list[str]:
    """Homes and keys of all; what went wrong with one keeps nobody else from theirs."""
    homes = Homes()
    faults = []
    for user in users:
        waiting_for(f"the home of {user.name}")
        try:
            keys, warning = homes.make(user)
        except Failure as failure:
            faults.append(str(failure))
            continue
        if warning:
            print(f"{PROGRAM}: {warning}", file=sys.stderr)
        write_whole(SHARED / "keys" / user.name, "".join(f"{key}\n" for key in keys))
    return faults


def _end_removed(uids: set[int]) -> None:
    """First nothing new, then nothing left: a session that goes on can't submit in between."""
    waiting_for("the scheduler")
    locked.refuse_jobs()
    if uids:
        locked.end_processes(uids)
        waiting_for("the end of removed users' jobs")
        locked.cancel_jobs(uids)
