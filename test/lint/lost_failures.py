"""Failures of commands that nobody is told of, also under `set -e` and `pipefail`."""

import re
from collections.abc import Iterator

from bash_text import balanced

Finding = tuple[int, str]
# In the same line or the one above: why nothing is lost by it.
EXCUSE = re.compile(r"#.*\bmay fail\b")
SUBSTITUTION = r"(?:\$\((?!\()|`)"


def lost_failures(text: str, code: str) -> Iterator[Finding]:
    """text: with comments, in which excuses are looked for; code: without."""
    lines = text.splitlines()
    for position, finding in _all(code):
        if not finding.startswith("process") and _is_said(code, position):
            continue
        number = code.count("\n", 0, position)
        if not any(EXCUSE.search(lines[line]) for line in (number - 1, number) if line >= 0):
            yield position, finding


def _is_said(code: str, position: int) -> bool:
    """Whether the command itself says that it may fail: $(… || true)."""
    start = code.find("$(", position)
    return start >= 0 and code[start + 1:balanced(code, start + 1, "(", ")")].rstrip(")").rstrip().endswith("|| true")


def _all(code: str) -> Iterator[Finding]:
    for match in re.finditer(r"(?<![=~&<>\\])[<>]\((?!\()", code):
        yield match.start(), "process substitution loses the command's failure: use a file, a pipe or `$(…)` in an assignment"
    for match in re.finditer(rf"\b(local|export|declare|readonly|typeset)\b(?:[^\n;&|'\"]|\"[^\"\n]*\")*?=\"?{SUBSTITUTION}", code):
        yield match.start(), f"{match[1]} NAME=$(…) loses the command's failure: declare first, then assign"
    for match in re.finditer(rf"(?<!\[)\[\[\s(?:(?!\]\])[^\n])*?{SUBSTITUTION}", code):
        yield match.start(), "[[ … $(…) ]] loses the command's failure: assign first"
    for match in re.finditer(rf"(?m)(?:^|[;&|{{(]|\bthen|\bdo|\belse)\s*(printf|echo)\b(?:[^\n;&|])*?{SUBSTITUTION}", code):
        yield match.start(1), f"{match[1]} … $(…) loses the command's failure: assign first"
