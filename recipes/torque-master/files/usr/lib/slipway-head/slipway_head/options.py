"""The command line of the commands."""

from .text import Failure, is_whole


def take_deadline(arguments: list[str], default: int, usage: str) -> tuple[int, list[str]]:
    """`--deadline SEC` comes first, if it is there: the time the command may take."""
    if arguments[:1] != ["--deadline"]:
        return default, arguments
    if len(arguments) < 2 or not is_whole("[0-9]{1,6}", arguments[1]):
        raise Failure(f"usage: {usage}", 2)
    return int(arguments[1]), arguments[2:]
