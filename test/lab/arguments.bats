#!/usr/bin/env bats
# The command line of the lab is checked before anything happens: these need no root and start nothing.

lab() {
  run bash "$BATS_TEST_DIRNAME/../../lab/openstack/run.sh" "$@"
}

@test "fails with the usage when no command is given" {
  lab
  [ "$status" -eq 1 ]
  [[ $output == *"usage: npm run lab:openstack"*"error: no command given" ]]
}

@test "fails for a command that there is not" {
  lab start
  [ "$status" -eq 1 ]
  [[ $output == *"error: no command start" ]]
}

@test "fails for a driver that there is not, and names those that there are" {
  lab up --driver kvm
  [ "$status" -eq 1 ]
  [[ $output == *"error: --driver: must be qemu, fake or both, got 'kvm'" ]]
}

@test "fails for a driver without a name" {
  lab up --driver
  [ "$status" -eq 1 ]
  [[ $output == *"error: --driver: must be qemu, fake or both, got ''" ]]
}

@test "fails for more than it knows" {
  lab up --driver fake --fast
  [ "$status" -eq 1 ]
  [[ $output == *"error: up: does not know --fast" ]]
  lab prepare everything
  [[ $output == *"error: prepare: does not know everything" ]]
  lab down everything
  [[ $output == *"error: down: does not know everything" ]]
  lab exec
  [[ $output == *"error: exec: no command given" ]]
}

@test "shows the usage when asked" {
  lab --help
  [ "$status" -eq 0 ]
  [[ $output == "usage: "* ]]
}
