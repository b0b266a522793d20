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
  dev-hugepages.mount proc-sys-fs-binfmt_misc.automount systemd-binfmt.service
  systemd-pstore.service systemd-firstboot.service systemd-machine-id-commit.service systemd-network-generator.service
  systemd-journal-flush.service systemd-journal-catalog-update.service systemd-hwdb-update.service
  systemd-sysusers.service systemd-update-done.service ldconfig.service systemd-pcrphase.service
  systemd-pcrphase-sysinit.service systemd-ask-password-console.path systemd-ask-password-wall.path
  systemd-logind.service dbus.service dbus.socket
  # All stages of cloud-init run in cloud-init-local.service; these would wait for ever for a process that it replaces.
  cloud-init-main.service cloud-init-network.service cloud-config.service cloud-final.service
  cloud-init-hotplugd.socket
  # A tmpfs there counts as the memory of the job that writes to it, and is half of what the node has.
  tmp.mount
  sshd-keygen.service systemd-hostnamed.socket systemd-creds.socket systemd-sysext.socket systemd-initctl.socket
  systemd-hibernate-clear.service run-lock.mount systemd-networkd-persistent-storage.service
  # The kernel has a random number generator of its own, and nobody waits behind nologin: sshd starts after the rules.
  systemd-modules-load.service systemd-random-seed.service systemd-user-sessions.service
  systemd-tmpfiles-setup-dev-early.service
  systemd-udev-load-credentials.service systemd-pcrextend.socket systemd-pcrlock.socket systemd-pcrmachine.service
  systemd-pcrphase-initrd.service systemd-tpm2-setup.service systemd-tpm2-setup-early.service tpm2.target
)

# Each is a process at every boot and at every `systemctl daemon-reload`.
GENERATORS=(
  cloud-init-generator systemd-debug-generator systemd-getty-generator systemd-gpt-auto-generator
  systemd-hibernate-resume-generator systemd-rc-local-generator systemd-run-generator systemd-ssh-generator
  systemd-system-update-generator systemd-tpm2-generator
)

# Rules for devices that VMs do not have.
RULES=(
  55-dm 60-autosuspend 60-cdrom_id 60-dmi-id 60-drm 60-evdev 60-fido-id 60-infiniband 60-input-id 60-persistent-alsa
  60-persistent-input 60-persistent-storage-dm 60-persistent-storage-mtd 60-persistent-storage-tape 60-persistent-v4l
  60-sensor 64-btrfs 66-azure-ephemeral 70-camera 70-joystick 70-memory 70-mouse 70-power-switch 70-touchpad
  70-uaccess 71-seat 73-seat-late 75-probe_mtd 78-sound-card 90-iocost 95-dm-notify 96-e2scrub
)

mask() {
  local folder=$1 name
  shift
  mkdir -p "$folder"
  for name in "$@"; do
    ln -sf /dev/null "$folder/$name"
  done
}

# cloud-init would let everybody read what the user data's commands print.
install -m 0640 -g adm /dev/null /var/log/cloud-init-output.log

cp -a --no-preserve=ownership "$SLIPWAY_HOME/orchestrator/image/." /
rm -f /etc/systemd/system/multi-user.target.wants/e2scrub_reap.service
mask /etc/systemd/system "${UNITS[@]}"
mask /etc/systemd/system-generators "${GENERATORS[@]}"
mask /etc/udev/rules.d "${RULES[@]/%/.rules}"
mask /etc/tmpfiles.d systemd-nologin.conf
systemctl enable systemd-networkd.service systemd-resolved.service acpid.service cloud-init.target
