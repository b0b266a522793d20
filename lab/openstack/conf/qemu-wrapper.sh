#!/bin/bash
# Stands for qemu-system-x86_64 in the lab: gives emulation a translation cache of 64 MiB.
exec -a "$0" /usr/bin/qemu-system-x86_64.real "${@/#tcg/tcg,tb-size=64}"
