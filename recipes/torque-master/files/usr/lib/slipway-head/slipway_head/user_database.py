"""Users and groups of the cluster as passwd and group files. Pure: text and lists in, text out."""

import json
from dataclasses import dataclass, field
from typing import Any

from .text import NAME, Failure, is_whole, shown

LOCKED, LOCKED_GID = "slipway-locked", 899
# Who may submit; the scheduler's partition names it.
ACTIVE, ACTIVE_GID = "slipway-users", 898
UIDS = range(1000, 60000)


@dataclass(frozen=True)
class User:
    name: str
    uid: int
    keys: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass
class Database:
    """By name: uids, gids. Ids of users who left stay taken."""

    uids: dict[str, int] = field(default_factory=dict)
    gids: dict[str, int] = field(default_factory=dict)


def parse_users(text: str) -> list[User]:
    """The list as it comes on stdin."""
    try:
        return [_user(entry) for entry in json.loads(text)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        form = '[{"name", "uid", "sshKeys", "groups"}]'
        raise Failure(f"the list of users is not JSON of the form {form}: {shown(str(error), 80)}") from error


def _user(entry: dict[str, Any]) -> User:
    keys, groups = entry.get("sshKeys") or [], entry.get("groups") or []
    if not isinstance(entry["name"], str) or not all(isinstance(word, str) for word in [*keys, *groups]):
        raise TypeError("name, sshKeys and groups are text")
    if not isinstance(entry["uid"], int) or isinstance(entry["uid"], bool):
        raise TypeError(f"uid of {entry['name']} is no number")
    return User(entry["name"], entry["uid"], tuple(keys), tuple(groups))


def parse_database(passwd: str, group: str) -> Database:
    """What earlier calls wrote."""
    return Database(_ids(passwd), _ids(group))


def _ids(text: str) -> dict[str, int]:
    return {fields[0]: int(fields[2]) for fields in (line.split(":") for line in text.splitlines() if line)}


def names_of(text: str) -> frozenset[str]:
    """First fields of a passwd or group file."""
    return frozenset(line.split(":")[0] for line in text.splitlines())


def problems_of(
    users: list[User], known: Database, system_users: frozenset[str], system_groups: frozenset[str]
) -> list[str]:
    """All that is wrong with the list; nothing is changed when there is something."""
    problems, taken = [], {uid: name for name, uid in known.uids.items()}
    for index, user in enumerate(users):
        who = shown(user.name, 40)
        if not is_whole(NAME, user.name):
            problems.append(f"{who}: not a user name")
        if any(other.name == user.name for other in users[:index]):
            problems.append(f"{who}: is twice in the list")
        if user.uid not in UIDS:
            problems.append(f"{who}: uid must be 1000–59999, got {user.uid}")
        owner = taken.setdefault(user.uid, user.name)
        if owner != user.name:
            problems.append(f"{who}: uid {user.uid} belongs to {owner}")
        had = known.uids.get(user.name)
        if had is not None and had != user.uid:
            problems.append(f"{who}: has uid {had}, can't become {user.uid}: its files would be lost to it")
        if user.name in system_users:
            problems.append(f"{who}: is an account of the system")
        problems += [f"{who}: ssh key {number} is not one printable line"
                     for number, key in enumerate(user.keys, 1) if not key.isprintable() or len(key) > 16384]
        problems += _group_problems(user, system_groups)
    gids = _all_gids(users, known)
    return problems + _clashes(gids, set(known.gids) | {user.name for user in users})


def _group_problems(user: User, system_groups: frozenset[str]) -> list[str]:
    problems, who = [], shown(user.name, 40)
    for group in user.groups:
        if not is_whole(NAME, group):
            problems.append(f"{who}: {shown(group, 40)} is not a group name")
        elif group in system_groups or group in (LOCKED, ACTIVE):
            problems.append(f"{who}: group {group} is one of the system's")
    return problems


def _all_gids(users: list[User], known: Database) -> dict[str, int]:
    gids = known.gids | {LOCKED: LOCKED_GID, ACTIVE: ACTIVE_GID} | {user.name: user.uid for user in users}
    for user in users:
        for group in user.groups:
            gids.setdefault(group, group_id(group))
    return gids


def _clashes(gids: dict[str, int], had: set[str]) -> list[str]:
    """Of groups that are new; a user's own group is as good as the uid, which was looked at."""
    owners = {gid: name for name, gid in gids.items() if name in had or name in (LOCKED, ACTIVE)}
    return [f"group {shown(name, 40)}: its id {gid} is taken by another group; choose another name"
            for name, gid in gids.items() if owners.setdefault(gid, name) != name and name not in had]


def group_id(name: str) -> int:
    """Follows from the name, so that files on a kept volume have it also under a new master: POSIX `cksum` of the line."""
    data = name.encode() + b"\n"
    return 60000 + posix_checksum(data) % 5000


def posix_checksum(data: bytes) -> int:
    """CRC-32 as `cksum` prints it: most significant bit first, the length appended."""
    length, size = len(data), bytearray()
    while length:
        size.append(length & 255)
        length >>= 8
    crc = 0
    for byte in data + bytes(size):
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc ^ 0xFFFFFFFF


def locked_of(users: list[User], known: Database) -> dict[str, int]:
    """Users of earlier calls who are not in the list any more."""
    return {name: uid for name, uid in known.uids.items() if name not in {user.name for user in users}}


def render(users: list[User], known: Database) -> tuple[str, str]:
    """passwd and group; users who left keep their line, with no shell and in the group that sshd refuses."""
    locked = locked_of(users, known)
    passwd = [f"{user.name}:*:{user.uid}:{user.uid}::/home/{user.name}:/bin/bash" for user in users]
    passwd += [f"{name}:*:{uid}:{uid}::/home/{name}:/usr/sbin/nologin" for name, uid in locked.items()]
    members: dict[str, list[str]] = {LOCKED: sorted(locked), ACTIVE: sorted(user.name for user in users)}
    for user in users:
        for name in user.groups:
            members.setdefault(name, []).append(user.name)
    group = [f"{name}:*:{gid}:{','.join(members.get(name, []))}" for name, gid in _all_gids(users, known).items()]
    return "".join(f"{line}\n" for line in sorted(passwd)), "".join(f"{line}\n" for line in sorted(group))
