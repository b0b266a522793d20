#!/usr/bin/env bash
# Makes the boot cheap: every unit, generator and cloud-init stage costs processor time on each VM.
# Our own images only. Re-runnable.
set -euo pipefail
[[ -n ${SLIPWAY_BUILD:-} ]] || exit 0

# Housekeeping that a short-lived node does not need, and what has no use in a VM without screen and users at it.
UNITS=(
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
  getty.target getty@tty1.service grub-common.service
  modprobe@configfs.service modprobe@dm_mod.service modprobe@drm.service modprobe@efi_pstore.service
  modprobe@fuse.service modprobe@loop.service
  sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount
  dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount systemd-binfmt.service
  systemd-pstore.service systemd-repart.service systemd-firstboot.service systemd-machine-id-commit.service
  systemd-network-generator.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
  systemd-journal-flush.service systemd-journal-catalog-update.service systemd-hwdb-update.service
  systemd-sysusers.service systemd-update-done.service ldconfig.service systemd-pcrphase.service
  systemd-pcrphase-sysinit.service systemd-ask-password-console.path systemd-ask-password-wall.path
  systemd-logind.service dbus.service dbus.socket
  cloud-config.service cloud-final.service cloud-init-hotplugd.socket
)

# Each is a process at every boot and at every `systemctl daemon-reload`.
GENERATORS=(
  cloud-init-generator systemd-cryptsetup-generator systemd-debug-generator systemd-getty-generator
  systemd-gpt-auto-generator systemd-hibernate-resume-generator systemd-integritysetup-generator
  systemd-rc-local-generator systemd-run-generator systemd-system-update-generator systemd-veritysetup-generator
)

# Rules for devices that VMs do not have.
RULES=(
  55-dm 60-autosuspend 60-drm 60-evdev 60-fido-id 60-infiniband 60-input-id 60-persistent-alsa 60-persistent-input
  60-persistent-storage-dm 60-persistent-storage-tape 60-persistent-v4l 60-sensor 64-btrfs 66-azure-ephemeral
  70-camera 70-joystick 70-memory 70-mouse 70-power-switch 70-touchpad 70-uaccess 71-seat 73-seat-late
  75-probe_mtd 78-sound-card 85-hwclock 95-dm-notify 96-e2scrub
)

mask() {
  local folder=$1 name
  shift
  mkdir -p "$folder"
  for name in "$@"; do
    ln -sf /dev/null "$folder/$name"
  done
}

# cloud-init's test of the locale is a process at every login and in every job; the locale here is C.UTF-8.
rm -f /etc/profile.d/Z99-cloud-locale-test.sh

# cloud-init would let everybody read what the user data's commands print.
install -m 0640 -g adm /dev/null /var/log/cloud-init-output.log

cp -a --no-preserve=ownership "$SLIPWAY_HOME/orchestrator/image/." /
rm -f /etc/systemd/system/multi-user.target.wants/e2scrub_reap.service
mask /etc/systemd/system "${UNITS[@]}"
mask /etc/systemd/system-generators "${GENERATORS[@]}"
mask /etc/udev/rules.d "${RULES[@]/%/.rules}"
systemctl enable systemd-networkd.service systemd-resolved.service acpid.service cloud-init.target
