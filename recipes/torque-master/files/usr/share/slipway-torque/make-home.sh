#!/usr/bin/env bash
# Fills the home of the user who runs it: make-home.sh NAME. Prints the public key for hops inside the cluster.
set -euo pipefail

umask 077
cd "$HOME"
for file in /etc/skel/.[a-z]*; do
  [[ -e ${file##*/} ]] || cp "$file" .
done
mkdir -p .ssh
[[ -f .ssh/id_ed25519 ]] || ssh-keygen -q -t ed25519 -N '' -C "$1@cluster" -f .ssh/id_ed25519
[[ -f .ssh/id_ed25519.pub ]] || ssh-keygen -y -f .ssh/id_ed25519 >.ssh/id_ed25519.pub
cat .ssh/id_ed25519.pub
