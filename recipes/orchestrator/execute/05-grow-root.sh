#!/usr/bin/env bash
# Lets the root file system fill its disk, where the root is the disk's last partition. Re-runnable.
set -euo pipefail

device=$(findmnt --noheadings --output SOURCE /)
[[ $device =~ ^/dev/(vda|sda|xvda)([0-9]+)$ ]] || exit 0
disk=${BASH_REMATCH[1]} partition=${BASH_REMATCH[2]}
block=/sys/class/block

# Sectors behind the partition; less than 16 MiB is not worth the work.
start=$(<"$block/$disk$partition/start")
length=$(<"$block/$disk$partition/size")
size=$(<"$block/$disk/size")
[[ $start =~ ^[0-9]+$ && $length =~ ^[0-9]+$ && $size =~ ^[0-9]+$ ]] || die "no sizes of $disk: $start $length $size"
((size - start - length > 32768)) || exit 0

printf ', +\n' | sfdisk --quiet --no-reread --no-tell-kernel --force -N "$partition" "/dev/$disk"
partx --update --nr "$partition" "/dev/$disk"
resize2fs "$device"
