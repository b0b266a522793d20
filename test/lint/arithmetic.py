"""Arithmetic in bash on text that nobody has looked at: bash runs `$(…)` that stands in a variable's *value*.

Allowed are names that can hold nothing but a number: each assignment in the file is a number or arithmetic, or the file
matches the name whole against digits: `[[ $name =~ ^[0-9]{1,6}$ ]]`. The order of match and use is not looked at.
"""

import re
from collections.abc import Iterator

from bash_text import balanced

NUMBERS = {"SECONDS", "OPTIND", "LINENO", "RANDOM", "EUID", "UID", "PPID", "BASHPID", "COLUMNS", "BASH_LINENO"}
COMPARISON = re.compile(r"(\S+)\s+-(?:eq|ne|lt|le|gt|ge)\s+(\S+)")
NAME = r"[A-Za-z_]\w*"
Finding = tuple[int, str]


def arithmetic_findings(code: str, maps: set[str]) -> Iterator[Finding]:
    """Position and text of each. maps: names of associative arrays, whose subscripts are no arithmetic."""
    numbers = NUMBERS | _numbers(code)
    for position, expression in _expressions(code, maps):
        for word in _unchecked(expression, numbers):
            yield position, f"arithmetic on {word}, which is not matched whole against digits in this file"
    yield from _forbidden(code, numbers)


def _expressions(code: str, maps: set[str]) -> Iterator[Finding]:
    for match in re.finditer(r"\(\(", code):
        end = balanced(code, match.start(), "(", ")")
        if code[end - 2:end] == "))":
            yield match.start(), code[match.end():end - 2]
    for match in re.finditer(r"\[\[\s.*?\s\]\]", code, re.DOTALL):
        for comparison in COMPARISON.finditer(match[0]):
            yield match.start() + comparison.start(), f"{comparison[1]} {comparison[2]}"
    for match in re.finditer(rf"(?<![\w$])(?:\$\{{[#!]?)?({NAME})\[(?!\[)", code):
        start = match.end() - 1
        end = balanced(code, start, "[", "]")
        inner, after = code[start + 1:end - 1], code[end:end + 2]
        expanded = "{" in match[0]
        if match[1] not in maps and inner not in ("@", "*") and (expanded or after.startswith(("=", "+="))):
            yield match.start(), inner
    for match in re.finditer(rf"\$\{{{NAME}(?:\[[^]]*\])?:(?![-+=?])", code):
        end = balanced(code, match.start() + 1, "{", "}")
        yield match.start(), code[match.end():end - 1].replace(":", " ")


def _unchecked(expression: str, numbers: set[str]) -> Iterator[str]:
    """Names and other text in it that may hold anything."""
    text = re.sub(r"\$\{#[^}]*\}|\$#|\$\?|\b\d+#|\$\(\(|'", " ", expression)
    if "$(" in text or "`" in text:
        yield "what a command prints"
    text = re.sub(r"\$\([^)]*\)", " ", text)
    for match in re.finditer(r"\$\{?([0-9*@])", text):
        yield f"${match[1]}"
    text = re.sub(r"\$\{?[0-9*@]\}?", " ", text)
    # What follows a name in braces is a pattern or a subscript: looked at where it stands.
    text = re.sub(rf"\$\{{({NAME})[^}}]*\}}", r" \1 ", text)
    for name in dict.fromkeys(re.findall(rf"(?<![\w]){NAME}", text)):
        if name not in numbers:
            yield name


def _numbers(code: str) -> set[str]:
    """Names that can't hold anything but a number."""
    names = set(re.findall(rf"\b({NAME})(?:\[[^]]*\])?(?:\+?=| = )", code))
    names |= set(re.findall(rf"\bfor ({NAME}) in\b", code)) | set(re.findall(rf"\$\{{?({NAME})", code))
    found = {name for name in names if _is_matched(code, name)}
    while more := {name for name in names - found if _is_assigned_numbers(code, name, found)}:
        found |= more
    return found


def _is_matched(code: str, name: str) -> bool:
    """Whole, against digits alone."""
    pattern = rf"\$\{{?{name}\}}?\"?\s+=~\s+\^([-0-9\[\]{{}}(),+?|]+)\$(?=\s)"
    return re.search(pattern, code) is not None


def _is_assigned_numbers(code: str, name: str, numbers: set[str]) -> bool:
    known = "|".join(map(re.escape, sorted(numbers | NUMBERS)))
    number = rf"(-?\d+(?=[\s;)]|$)|\$\?(?=[\s;)]|$)|\([\d\s]+\)|\$\(\(|\$\{{#|\$\{{?(?:{known})\b\}}?(?=[\s;)]|$))"
    values = [match.end() for match in re.finditer(rf"(?<![\w$\[])\b{name}(?:\+?=| = )(?!=)", code)]
    loops = re.findall(rf"\bfor {name} in ([^;\n]*)", code)
    if re.search(rf"\b(?:read|mapfile|readarray|getopts|printf -v|local -n|declare -n)\b[^;|&\n]*\s{name}\b", code):
        return False
    good = all(re.compile(number, re.MULTILINE).match(code, at) or _in_arithmetic(code, at) for at in values)
    return good and all(_is_numbers_list(words) for words in loops) and bool(values or loops)


def _in_arithmetic(code: str, position: int) -> bool:
    """Whether `name=` stands in ((…)): its value is looked at there."""
    line_start = code.rfind("\n", 0, position) + 1
    before = code[line_start:position]
    return before.count("((") > before.count("))")


def _is_numbers_list(words: str) -> bool:
    return re.fullmatch(rf'\s*("\$\{{!{NAME}\[@\]\}}"|[\d\s]+|\{{\d+\.\.\d+\}})\s*', words) is not None


def _forbidden(code: str, numbers: set[str]) -> Iterator[Finding]:
    for match in re.finditer(r"(?m)(?:^|[;&|(]|\bthen|\bdo)\s*(let|eval)\s", code):
        yield match.start(1), f"{match[1]} interprets text"
    for match in re.finditer(r"\b(?:declare|local|typeset)\s+-[a-zA-Z]*i", code):
        yield match.start(), "an integer variable makes each assignment arithmetic"
    for match in re.finditer(r"(?:\[\[|\[|\btest|!|&&|\|\|)\s+-v\s+(\S+)", code):
        if re.fullmatch(NAME, match[1]) is None:
            yield match.start(), f"-v {match[1]} evaluates a subscript"
    for match in re.finditer(r"\b(?:printf\s+-v|read|unset)\s[^;|&\n]*?\"?\w+\[\"?\$", code):
        yield match.start(), "a subscript in a name that is given as text is evaluated"
    for match in re.finditer(rf"\$\{{!({NAME})[}}:%#/]", code):
        if not _is_name_matched(code, match[1]):
            yield match.start(), f"${{!{match[1]}}} evaluates a subscript; {match[1]} is not matched whole against a name"


def _is_name_matched(code: str, name: str) -> bool:
    return f"${name} =~ ^[A-Za-z_][A-Za-z0-9_]*$" in code
