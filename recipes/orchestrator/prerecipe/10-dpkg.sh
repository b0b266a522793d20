#!/usr/bin/env bash
# Leaves documentation and translations out of what is installed next. Re-runnable.
set -euo pipefail

cat >"$SLIPWAY_ROOT/etc/dpkg/dpkg.cfg.d/slipway" <<'CONF'
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/lintian/*
CONF
cat >"$SLIPWAY_ROOT/etc/apt/apt.conf.d/80slipway" <<'CONF'
APT::Install-Recommends "false";
Acquire::Languages "none";
CONF
