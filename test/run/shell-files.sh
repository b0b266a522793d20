#!/usr/bin/env bash
# Prints the path of every bash file of the repository: by name, or by its first line.
set -euo pipefail

{
  git ls-files --cached --others --exclude-standard '*.sh' '*.bash' '*.bats'
  git grep --untracked -lE '^#!/(usr/bin/env bash|bin/bash|bin/sh)' || true
} | sort -u | while read -r file; do
  if [ -f "$file" ] && [ "${file##*.}" != "ts" ]; then printf '%s\n' "$file"; fi
done
