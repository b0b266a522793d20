"""What shellcheck does not find in recipes: arithmetic on unchecked text, and failures that are lost.

recipes.py [FILE…]: these bash files, or all of recipes/. Exit code 1 when there is something.
"""

import re
import sys
from pathlib import Path

from arithmetic import arithmetic_findings
from bash_text import line_of, mask
from lost_failures import lost_failures

REPOSITORY = Path(__file__).resolve().parents[2]
SHELL = re.compile(r"#!\s*(?:/usr/bin/env bash|/bin/bash|/bin/sh)\b|# shellcheck shell=")


def main(arguments: list[str]) -> int:
    files = [Path(name) for name in arguments] or sorted(shell_files(REPOSITORY / "recipes"))
    if not files:
        print("no bash file found", file=sys.stderr)
        return 1
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    maps = {name for text in texts.values() for name in map_names(text)}
    findings = [f"{file}:{line}: {said}" for file, text in texts.items() for line, said in findings_of(text, maps)]
    for finding in findings:
        print(finding)
    print(f"{len(files)} files, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


def shell_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink() and is_shell(file)]


def is_shell(file: Path) -> bool:
    if file.suffix in (".sh", ".bash"):
        return True
    with open(file, "rb") as data:
        return SHELL.match(data.read(200).decode("utf-8", "replace")) is not None


def map_names(text: str) -> set[str]:
    """Of associative arrays, wherever they are declared: files are sourced into each other."""
    declared = re.findall(r"(?m)\b(?:declare|local|typeset)\s+-[a-zA-Z]*A[a-zA-Z]*\s+([^\n]*)", mask(text))
    return {name for words in declared for name in re.findall(r"([A-Za-z_]\w*)(?:=|\s|$)", words)}


def findings_of(text: str, maps: set[str]) -> list[tuple[int, str]]:
    """Line and text of each."""
    code = mask(text)
    found = list(lost_failures(text, code))
    # dash reads numbers only: text in a variable is an error there, never run.
    if not text.startswith("#!/bin/sh"):
        found += arithmetic_findings(code, maps)
    return sorted({(line_of(code, position), said) for position, said in found})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
