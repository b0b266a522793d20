#!/usr/bin/env bats
# The official release: taken when the site answers, and only with the right checksum.

bats_require_minimum_version 1.5.0
load helpers

setup() {
  make_sandbox
  case "$(uname -m)" in
    x86_64) archive=pulumi-v3.259.0-linux-x64.tar.gz ;;
    *) archive=pulumi-v3.259.0-linux-arm64.tar.gz ;;
  esac
  sums=pulumi-3.259.0-checksums.txt
  make_release
}

# A release with a toy CLI, and a curl that serves it.
make_release() {
  stub_pulumi v3.259.0 "$SANDBOX/site/pulumi"
  tar -C "$SANDBOX/site" -czf "$SANDBOX/site/$archive" pulumi
  (cd "$SANDBOX/site" && sha256sum "$archive" >"$sums")
  stub curl <<EOF
for url; do :; done
while [ \$# -gt 0 ]; do [ "\$1" != -o ] || out=\$2; shift; done
[ "\$out" = /dev/null ] || cp "$SANDBOX/site/\$(basename "\$url")" "\$out"
EOF
}

@test "the official release and its plugins are taken when the site answers" {
  install_toolchain
  [ "$status" -eq 0 ]
  stderr_has "using the official release 3.259.0"
  [ "$(calls_of '^pulumi plugin install resource random 4.21.2$')" -eq 1 ]
  [ "$(calls_of '^go ')" -eq 0 ]
}

@test "fails and installs nothing when the checksum is wrong" {
  sed -i 's/^......../00000000/' "$SANDBOX/site/$sums"
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "does not match its published sha256 sum"
  [ -z "$(find "$XDG_CACHE_HOME" -name 'pulumi*' -type f)" ]
}

@test "fails when the checksum file does not name the archive" {
  sed -i "s/$archive/other.tar.gz/" "$SANDBOX/site/$sums"
  install_toolchain
  [ "$status" -eq 1 ]
  stderr_has "does not match its published sha256 sum"
}

@test "a download that fails is followed by a build" {
  rm "$SANDBOX/site/$archive"
  stub_go go1.26.0
  install_toolchain
  [ "$status" -eq 0 ]
  [ "$(calls_of 'build.*/cmd/pulumi$')" -eq 1 ]
}
