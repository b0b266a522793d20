#!/usr/bin/env bats

setup() {
  source "$BATS_TEST_DIRNAME/runner-support.bash"
  make_node
  stub mount 'mkdir -p "${*: -1}"; [[ ! -e $STUBS/read-only ]]'
  stub umount
  SECRET=$SLIPWAY_ROOT/etc/slipway/secrets/munge.key
  printf 'very-secret-key\0\001binary' >"$SECRET"
}

@test "masks secrets in the tail: as text, in base64, as a password, as a private key" {
  recipe base/execute/10-a.sh <<TEXT
echo "key very-secret-key"
echo "b64 $(base64 -w0 "$SECRET")"
echo "password=hunter2222 user=tina"
printf '%s\n' '-----BEGIN OPENSSH PRIVATE KEY-----' b3BlbnNzaC1rZXk '-----END OPENSSH PRIVATE KEY-----' after
false
TEXT
  runner execute
  tail=$(failed '.tail | join("\n")')
  for word in very-secret-key "$(base64 -w0 "$SECRET")" hunter2222 b3BlbnNzaC1rZXk; do
    [[ $tail != *"$word"* && $(cat "$SLIPWAY_CONSOLE") != *"$word"* && $output != *"$word"* ]]
  done
  [[ $tail == *"user=tina"*after ]]
}

@test "masks a key that the setup script prints in lines of base64 and as a dump, and the one in use" {
  head -c 32 /dev/urandom >"$SECRET"
  mkdir -p "$SLIPWAY_ROOT/etc/munge"
  head -c 128 /dev/urandom >"$SLIPWAY_ROOT/etc/munge/munge.key"
  cat >"$SLIPWAY_ROOT/etc/slipway/setup.sh" <<'TEXT'
base64 -w 19 "$SLIPWAY_ROOT/etc/slipway/secrets/munge.key"
od -An -tx1 "$SLIPWAY_ROOT/etc/slipway/secrets/munge.key"
base64 -w 64 "$SLIPWAY_ROOT/etc/munge/munge.key"
false
TEXT
  runner execute
  [ "$status" -ne 0 ]
  [[ $(failed '.tail | join("\n")') =~ ^([*]{4}[A-Za-z0-9+/]?=*[[:space:]]*)+$ ]]
}

@test "shows nothing where it can't mask" {
  recipe base/execute/10-a.sh <<<'echo visible; false'
  stub python3 'exit 1'
  runner execute
  [ "$(failed '.tail[0]')" = "(withheld: its secrets could not be masked)" ]
}

@test "masks values of the env file whose names sound secret" {
  printf "SLIPWAY_API_TOKEN='abcdef-123456'\n" >"$SLIPWAY_ROOT/etc/slipway/env"
  recipe base/execute/10-a.sh <<<'echo "got $SLIPWAY_API_TOKEN"; false'
  runner execute
  [ "$(failed '.tail[0]')" = "got ****" ]
}

@test "secrets are there for execute and gone after a good boot" {
  recipe base/execute/10-a.sh <<<'[[ -s $SLIPWAY_ROOT/etc/slipway/secrets/munge.key ]]'
  runner execute
  [ "$status" -eq 0 ]
  [ -z "$(ls "$SLIPWAY_ROOT/etc/slipway/secrets")" ]
}

@test "secrets stay after a failed boot, for the next try" {
  recipe base/execute/10-a.sh <<<"false"
  runner execute
  [ -s "$SECRET" ]
}

@test "cloud-init's copies of the user data go, its memory of the instance stays" {
  local instance=$SLIPWAY_ROOT/var/lib/cloud/instances/i-1
  mkdir -p "$instance"/{sem,scripts} "$SLIPWAY_ROOT/run/cloud-init"
  touch "$instance"/{user-data.txt,user-data.txt.i,vendor-data.txt,cloud-config.txt,obj.pkl,datasource,scripts/runcmd} "$instance/sem/config_ssh"
  touch "$SLIPWAY_ROOT/run/cloud-init/"{result.json,instance-data-sensitive.json,instance-data.json}
  runner execute
  [ "$(ls "$instance" "$instance/scripts")" = "$(printf '%s\n' "$instance:" datasource scripts sem '' "$instance/scripts:")" ]
  [ "$(ls "$SLIPWAY_ROOT/run/cloud-init")" = $'instance-data.json\nresult.json' ]
}

@test "cloud-init's copies go only when its last stage has ended" {
  mkdir -p "$SLIPWAY_ROOT/run/cloud-init"
  stub sleep "touch '$SLIPWAY_ROOT/run/cloud-init/result.json'"
  runner execute
  [ "$status" -eq 0 ]
  [ "$(grep -c '^sleep' "$CALLS")" -eq 1 ]
}

@test "the seed disk keeps its instance id and loses the user data" {
  local seed=$SLIPWAY_ROOT/run/slipway/seed
  mkdir -p "$SLIPWAY_ROOT/dev/disk/by-label" "$seed"
  touch "$SLIPWAY_ROOT/dev/disk/by-label/CIDATA"
  echo "token: geheim" >"$seed/user-data"
  echo "instance-id: i-1" >"$seed/meta-data"
  runner execute
  [ "$status" -eq 0 ]
  [ "$(cat "$seed/user-data" "$seed/meta-data")" = $'#cloud-config\ninstance-id: i-1' ]
  grep -q '^umount' "$CALLS"
}

@test "a seed disk that can't be written does not fail the boot" {
  mkdir -p "$SLIPWAY_ROOT/dev/disk/by-label"
  touch "$SLIPWAY_ROOT/dev/disk/by-label/cidata" "$STUBS/read-only"
  runner execute
  [ "$status" -eq 0 ]
  [ ! -e "$SLIPWAY_ROOT/run/slipway/seed/user-data" ]
}
