"""Text of others: matched whole, shown escaped."""

import re

NAME = r"[a-z_][a-z0-9_-]{0,31}"
HOST = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = r"[0-9]{1,3}(\.[0-9]{1,3}){3}"
HOST_KEY = r"(ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/]+={0,3}( [!-~]*)?"
USER_KEY = r"ssh-ed25519 [A-Za-z0-9+/]{68}( [A-Za-z0-9@._-]{0,80})?"


class Failure(Exception):
    """What the caller is told in one line, and the exit code."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def is_whole(pattern: str, text: str) -> bool:
    """Whether the pattern is all of the text. ASCII only; unlike `$`, not a line before a last newline."""
    return re.fullmatch(pattern, text, re.ASCII) is not None


def escaped(text: str) -> str:
    """Nothing in it moves a cursor, ends a line or hides: other characters become \\x1b, \\u202e."""
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def shown(text: str, limit: int = 300) -> str:
    """Escaped and cut, on one line; lines are joined with blanks."""
    line = escaped(" ".join(text.split()))
    return line if len(line) <= limit else line[:limit] + "…"


def check_host(name: str) -> None:
    """Refuses what is no host name, as an argument of a command."""
    if not is_whole(HOST, name):
        raise Failure(f"no host name: {shown(name, 80)}", 2)


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")
