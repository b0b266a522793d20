"""Names and host keys of the workers, shared with all nodes; and the key by which the master asks them how they are."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from .command import run
from .guard import waiting_for
from .lock import held
from .paths import ROOT, SHARED, write_whole
from .publish import publish
from .text import ADDRESS, HOST_KEY, Failure, check_host, is_whole, shown

# Only root of the master can read it; on a worker it runs one program that takes no input: see node-report.
REPORT_KEY = ROOT / "etc/slipway/report-key"
FORCED = 'restrict,command="/usr/libexec/slipway/node-report"'
LOCK_SEC = float(os.environ.get("SLIPWAY_LOCK_SEC", "30"))
SERVER_NAME = "var/spool/torque/server_name"


def remember(name: str, address: str, key: str) -> None:
    check_host(name)
    if not is_whole(ADDRESS, address):
        raise Failure(f"no address: {shown(address, 80)}", 2)
    if not is_whole(HOST_KEY, key):
        raise Failure(f"no host key: {shown(key, 80)}", 2)
    full = f"{name}.{_domain()}"
    with _names_held(f"slipway-worker join {name}"):
        write_whole(SHARED / "hosts" / name, f"{address} {full} {name}\n")
        _keep_other_keys(name, f"{name},{full},{address} {key}\n")
        _share_report_key()
        _reload()


def forget(name: str) -> None:
    with _names_held(f"slipway-worker leave {name}"):
        (SHARED / "hosts" / name).unlink(missing_ok=True)
        _keep_other_keys(name)
        _reload()


def address_of(name: str) -> str:
    """As it was given when it joined; empty when it did not."""
    try:
        return (SHARED / "hosts" / name).read_text(encoding="utf-8").split(" ")[0]
    except FileNotFoundError:
        return ""


def _names_held(holder: str) -> AbstractContextManager[None]:
    # Workers join at the same time.
    return held(SHARED / ".names.lock", holder, LOCK_SEC)


def _keep_other_keys(name: str, line: str = "") -> None:
    file = SHARED / "known_hosts"
    others = [other for other in file.read_text().splitlines(keepends=True) if not other.startswith(f"{name},")]
    write_whole(file, "".join([*others, line]))


def _share_report_key() -> None:
    public = REPORT_KEY.with_suffix(".pub")
    if not (REPORT_KEY.exists() and public.exists()):
        _make_report_key(public)
    write_whole(SHARED / "keys" / "root", f"{FORCED} {public.read_text(encoding='utf-8')}")


def _make_report_key(public: Path) -> None:
    """Beside its place first: a cut must not leave half of a pair."""
    os.makedirs(REPORT_KEY.parent, 0o700, exist_ok=True)
    new = REPORT_KEY.with_suffix(".new")
    new.unlink(missing_ok=True)
    made = run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "slipway-health", "-f", str(new)], timeout=60)
    if not made.ok:
        raise Failure(f"the key for reports could not be made: {shown(made.said)}")
    os.replace(f"{new}.pub", public)
    os.replace(new, REPORT_KEY)


def _reload() -> None:
    """The name server looks for new and changed files itself, but forgets a removed one only when told."""
    waiting_for("the name server")
    run(["systemctl", "reload", "slipway-dns.service"], timeout=30)
    publish()


def _domain() -> str:
    return (ROOT / SERVER_NAME).read_text(encoding="utf-8").strip().partition(".")[2]
