#!/usr/bin/env bash
# Makes a disk image such as Debian's own cloud image, with nothing of slipway in it: stock-image.sh FILE.qcow2
# Debian's image itself is on no package mirror. Needs root; leaves nothing but the file.
set -euo pipefail

here="$(cd "$(dirname "$0")/../.." && pwd)"
file="$1"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
packages=systemd-sysv,udev,dbus,cloud-init,cloud-guest-utils,netplan.io,systemd-resolved,systemd-timesyncd,openssh-server,sudo
packages+=,linux-image-cloud-amd64,initramfs-tools,grub-pc-bin,python3,iproute2,isc-dhcp-client,locales,ca-certificates

mmdebstrap --mode=root --variant=apt --include="$packages" trixie "$work/root"
mkdir -p "$work/root/boot/grub"
chroot "$work/root" grub-mkimage -O i386-pc -o /boot/grub/core.img -p '(hd0,msdos1)/boot/grub' \
  biosdisk part_msdos ext2 normal linux serial terminal
cp "$work/root/usr/lib/grub/i386-pc/boot.img" "$work/root/boot/grub/"
cat >"$work/root/boot/grub/grub.cfg" <<'CFG'
set timeout=0
menuentry debian {
  linux /vmlinuz root=LABEL=slipway-root rw console=tty0 console=ttyS0,115200
  initrd /initrd.img
}
CFG
echo 'LABEL=slipway-root / ext4 errors=remount-ro 0 1' >"$work/root/etc/fstab"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$work/root/etc/resolv.conf"
# As in Debian's image: without it cloud-init asks for a locale that is not there.
echo LANG=C.UTF-8 >"$work/root/etc/default/locale"
: >"$work/root/etc/machine-id"
rm -f "$work/root"/etc/ssh/ssh_host_*
bash "$here/recipes/build/disk.sh" "$work"
mv "$work/disk.qcow2" "$file"
