"""The command line of the commands."""

import sys
from collections.abc import Callable

from .text import Failure, check_host, is_whole


def read_words(
    arguments: list[str], default: int, usage: str, fits: Callable[[list[str]], bool], hosts_from: int | None = None,
) -> tuple[int, list[str]]:
    """The deadline and the rest, of which the words from there on are names of hosts. Ends the program when it does not fit."""
    try:
        seconds, rest = take_deadline(arguments, default, usage)
        if not fits(rest):
            raise Failure(f"usage: {usage}", 2)
        for name in rest[hosts_from:] if hosts_from is not None else []:
            check_host(name)
    except Failure as failure:
        print(f"{usage.split()[0]}: {failure}", file=sys.stderr)
        raise SystemExit(failure.code) from None
    return seconds, rest


def take_deadline(arguments: list[str], default: int, usage: str) -> tuple[int, list[str]]:
    """`--deadline SEC` comes first, if it is there: the time the command may take."""
    if arguments[:1] != ["--deadline"]:
        return default, arguments
    if len(arguments) < 2 or not is_whole("[0-9]{1,6}", arguments[1]):
        raise Failure(f"usage: {usage}", 2)
    return int(arguments[1]), arguments[2:]
