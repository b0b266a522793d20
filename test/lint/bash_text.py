"""Bash text without what is not code: comments, single-quoted strings and quoted here-documents become blanks.

No whole parser: enough to find constructs and to keep line numbers. Text in double quotes stays, as it is expanded.
"""

import re

HEREDOC = re.compile(r"<<-?\s*(['\"\\]?)([A-Za-z_]\w*)\1?")


def mask(text: str) -> str:
    """The same length and lines; only code is left."""
    out, position, stack, pending = list(text), 0, ["code"], []
    while position < len(text):
        end = _step(text, position, stack, pending)
        if end is None:
            position += 1
            continue
        stop, blank = end
        if blank:
            _blank(out, position, stop)
        position = stop
    return "".join(out)


def _step(text: str, at: int, stack: list[str], pending: list[tuple[str, bool]]) -> tuple[int, bool] | None:
    """Where the thing at this place ends, and whether it is no code; None for an ordinary character."""
    letter, quoted = text[at], stack[-1] == "quote"
    if letter == "\\":
        return at + 2, False
    if letter == "\n" and pending and not quoted:
        delimiter, literal = pending.pop(0)
        return _heredoc_end(text, at + 1, delimiter), literal
    if letter == '"':
        stack.pop() if quoted else stack.append("quote")
        return at + 1, False
    if text.startswith(("$(", "${"), at):
        stack.append("code" if text[at + 1] == "(" else "brace")
        return at + 2, False
    if letter == ")" and stack[-1] == "code" and len(stack) > 1 or letter == "}" and stack[-1] == "brace":
        stack.pop()
        return at + 1, False
    if quoted:
        return None
    if letter == "(" and stack[-1] == "code":
        stack.append("code")
        return at + 1, False
    return _literal(text, at, stack, pending)


def _literal(text: str, at: int, stack: list[str], pending: list[tuple[str, bool]]) -> tuple[int, bool] | None:
    if text[at] == "'":
        escapes = at > 0 and text[at - 1] == "$"
        match = re.compile(r"(?:\\.|[^'\\])*'" if escapes else r"[^']*'", re.DOTALL).match(text, at + 1)
        return (match.end(), True) if match else (len(text), True)
    if text[at] == "#" and stack[-1] == "code" and (at == 0 or text[at - 1] in " \t\n;&|("):
        line_end = text.find("\n", at)
        return (line_end if line_end >= 0 else len(text)), True
    if text.startswith("<<", at) and not text.startswith("<<<", at):
        if match := HEREDOC.match(text, at):
            pending.append((match[2], bool(match[1])))
            return match.end(), False
    if text.startswith("<<<", at):
        return at + 3, False
    return None


def _heredoc_end(text: str, start: int, delimiter: str) -> int:
    match = re.compile(rf"^\t*{re.escape(delimiter)}$", re.MULTILINE).search(text, start)
    return match.end() if match else len(text)


def _blank(out: list[str], start: int, end: int) -> None:
    for index in range(start, min(end, len(out))):
        if out[index] != "\n":
            out[index] = " "


def balanced(text: str, start: int, opening: str, closing: str) -> int:
    """The end of what opens at start."""
    depth, index = 0, start
    while index < len(text):
        if text[index] == opening:
            depth += 1
        elif text[index] == closing:
            depth -= 1
            if depth == 0:
                return index + 1
        index += 1
    return len(text)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
