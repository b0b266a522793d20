#!/usr/bin/env bash
# Run on the master as the account that may use sudo: tries to read USER's file as another person.
# Arguments: user, file below the user's home. Prints the reader's name and "refused" or "read".
set -euo pipefail

user="$1"
file="$(getent passwd "$user" | cut -d : -f 6)/$2"
sudo -n test -s "$file"
reader="$(getent passwd | awk -F : -v user="$user" '$3 >= 1000 && $3 < 60000 && $1 != user && $1 != "slipway" { print $1; exit }')"
if sudo -n -u "${reader:=nobody}" cat "$file" >/dev/null 2>&1; then echo "$reader read"; else echo "$reader refused"; fi
