#!/usr/bin/env bats
# How versions are compared, and that the pins agree with each other.

bats_require_minimum_version 1.5.0

setup() {
  toolchain=$BATS_TEST_DIRNAME/../../toolchain
  # shellcheck source=../../toolchain/lib/versions.bash
  source "$toolchain/lib/versions.bash"
}

@test "new enough" {
  for pair in '3.238.0 3.238.0' 'v3.259.0 3.238.0' '3.238.1 3.238.0' '4.0.0 3.238.0' '3.1000.0 3.238.0' \
    '3.239.0-alpha.1 3.238.0' '3.238.0+dirty 3.238.0' 'go1.26.8 1.25.11' 'go1.26 1.25.11' 'go1.26rc1 1.25.11'; do
    # shellcheck disable=SC2086 # two words
    version_at_least $pair || { echo "refused: $pair" && return 1; }
  done
}

@test "not new enough" {
  for pair in '3.237.9 3.238.0' '3.99.0 3.238.0' '2.999.0 3.238.0' '3.238.0-alpha.1 3.238.0' '3.238 3.238.1' \
    'go1.25.3 1.25.11' 'go1.25rc1 1.25.0' 'go1.9 1.25.0' 'unknown 3.238.0' '3 3.238.0' '3.239.x 3.238.0'; do
    # shellcheck disable=SC2086 # two words
    ! version_at_least $pair || { echo "accepted: $pair" && return 1; }
  done
}

@test "the CLI is built at the version of the SDK" {
  sdk=$(node -p 'require(process.argv[1]).dependencies["@pulumi/pulumi"]' "$toolchain/../package.json")
  grep -qx "require github.com/pulumi/pulumi/pkg/v3 v$sdk" "$toolchain/go/cli/go.mod"
}

@test "every plugin folder belongs to a dependency of package.json" {
  for folder in "$toolchain"/go/*/; do
    name=$(basename "$folder")
    case $name in cli | language-nodejs) continue ;; esac
    node -e 'process.exit(require(process.argv[1]).dependencies[process.argv[2]] ? 0 : 1)' \
      "$toolchain/../package.json" "@pulumi/$name"
  done
}
