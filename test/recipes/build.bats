#!/usr/bin/env bats
# What confines image builds, in real namespaces: of root, or of an ordinary user.

setup() {
  own=(unshare --mount --)
  [[ $EUID == 0 ]] || own=(unshare --map-root-user --map-auto --mount --)
  "${own[@]}" unshare --user --map-root-user true 2>/dev/null || skip "user namespaces do not work here"
  home=$BATS_TEST_TMPDIR/home work=$BATS_TEST_TMPDIR/home/work recipes=$BATS_TEST_TMPDIR/home/recipes
  mkdir -p "$work" "$recipes" "$home/roots"
  cp -r "$BATS_TEST_DIRNAME/../../recipes/build" "$recipes/"
  echo packed >"$home/roots/parent.tar"
  echo beside >"$home/roots/list"
  echo secret >"$home/key"
  chmod 600 "$home/key"
  chmod 700 "$home"
  # A pipe that stays open, as a caller's does.
  mkfifo "$BATS_TEST_TMPDIR/open"
  exec 5<>"$BATS_TEST_TMPDIR/open"
}

# build TEXT ARG…: runs TEXT as a build script.
build() {
  cat >"$recipes/build/test.sh"
  run timeout 60 "${own[@]}" bash "$recipes/build/confine.sh" test.sh "$work" "$recipes" "$home/roots/parent.tar" "$@" <&5
}

@test "a build script is root of accounts that nobody has, and sees what it needs below /mnt" {
  build one two <<'SH'
read -r inside outside _ </proc/self/uid_map
echo "$(id -u) $inside $((outside > 0)) $*"
cat "$3" "${3%/*}/list"
SH
  [ "${lines[0]}" = "0 0 1 /mnt/work /mnt/recipes /mnt/parent/parent.tar one two" ]
  [ "${lines[1]} ${lines[2]}" = "packed beside" ]
}

@test "a build script works when the caller is in a folder that is closed to strangers" {
  cd "$home"
  build <<'SH'
pwd
find "$1" -maxdepth 0
perl -MFile::Temp -e 'print -d File::Temp->newdir, "\n"'
SH
  [ "$status" -eq 0 ]
  [ "$output" = "/
/mnt/work
1" ]
}

@test "a build script without a parent is told of none" {
  cat >"$recipes/build/test.sh" <<<'echo "<$3>"'
  run timeout 60 "${own[@]}" bash "$recipes/build/confine.sh" test.sh "$work" "$recipes" "" <&5
  [ "$output" = "<>" ]
}

@test "a build script reads no file that is closed to strangers, and sees no process of the host" {
  build "$home/key" <<'SH'
cat "$4" && echo read
ps -e -o pid= | wc -l
kill -0 "$5" 2>/dev/null && echo seen
touch /usr/slipway-was-here 2>/dev/null && echo wrote
true
SH
  [ "$status" -eq 0 ]
  [[ $output == *"Permission denied"* ]]
  [[ $output != *read && $output != *secret* && $output != *seen* && $output != *wrote* ]]
}

@test "what a build script makes belongs to the caller, and files of many accounts can be made" {
  build <<'SH'
echo disk >"$1/disk"
mkdir "$1/root"
touch "$1/root/file"
chown 65534:33 "$1/root/file"
stat -c %u:%g "$1/root/file"
SH
  [ "$output" = 65534:33 ]
  [ "$(stat -c %u "$work")" = "$EUID" ]
  [ "$(stat -c %u "$work/disk")" = "$EUID" ]
  [ "$(stat -c %u "$work/root/file")" != 65534 ]
  "${own[@]}" rm -rf "$work/root"
  [ ! -e "$work/root" ]
}

@test "a build script's exit code is that of the call" {
  build <<<'exit 7'
  [ "$status" -eq 7 ]
}

@test "a build ends with all that it has started when its caller is gone" {
  cat >"$recipes/build/test.sh" <<'SH'
setsid sleep 4711 &
echo started >"$1/started"
wait
SH
  mkfifo "$BATS_TEST_TMPDIR/stdin"
  "${own[@]}" bash "$recipes/build/confine.sh" test.sh "$work" "$recipes" "" <"$BATS_TEST_TMPDIR/stdin" 3>&- 5>&- &
  caller=$!
  exec 4>"$BATS_TEST_TMPDIR/stdin"
  for _ in {1..100}; do
    [[ ! -s $work/started ]] || break
    sleep 0.1
  done
  pgrep -f 'sleep 4711'
  exec 4>&-
  code=0
  wait "$caller" || code=$?
  [ "$code" -eq 1 ]
  [ -z "$(pgrep -f 'sleep 4711')" ]
}

@test "a command in an image has the image as its whole file system, and devices that work" {
  root=$work/root
  mkdir -p "$root"/{bin,proc,run,dev}
  cp "$BASH" "$root/bin/bash"
  for library in $(ldd "$BASH" | grep -o '/[^ ]*'); do install -D "$library" "$root$library"; done
  build <<'SH'
unshare --mount --pid --ipc --uts --fork --kill-child -- bash "$2/build/enter.sh" "$1/root" /bin/bash -c '
  echo /* && echo /run/host/* && echo x >/dev/null && read -rn 1 -t 5 </dev/urandom && read -r </dev/fd/0
  while read -r line; do echo "$line"; done < <(echo fine)
  while read -r _ where _; do [[ $where != /run/host* && $where != /mnt* ]] || echo "left $where"; done </proc/mounts
' <<<input
SH
  [ "${lines[0]}" = "/bin /dev /lib /lib64 /proc /run" ]
  [ "${lines[1]}" = "/run/host/*" ]
  [ "${lines[2]}" = fine ]
  [ "${#lines[@]}" -eq 3 ]
}
