#!/usr/bin/env bats
# qsub: what a user writes becomes which sbatch call.
bats_require_minimum_version 1.5.0

setup() {
  # shellcheck source-path=SCRIPTDIR
  source "$BATS_TEST_DIRNAME/torque-support.bash"
  make_world
  # The user that qsub runs as must be able to read it, wherever the checkout lies.
  cp -r "$NODE_FILES" "$BATS_TEST_TMPDIR/files"
  NODE_FILES=$BATS_TEST_TMPDIR/files
  export SLIPWAY_TORQUE_SHARE=$NODE_FILES/usr/share/slipway-torque
  export HOME=$BATS_TEST_TMPDIR/home USER=alice LOGNAME=alice SHELL=/bin/bash
  mkdir -p "$HOME" "$BATS_TEST_TMPDIR/work"
  cd "$BATS_TEST_TMPDIR/work" || return
  # Arguments, script and environment of the call, each in a file.
  stub sbatch "printf '%s\n' \"\$@\" >'$BATS_TEST_TMPDIR/arguments'; cat >'$BATS_TEST_TMPDIR/script'
env >'$BATS_TEST_TMPDIR/environment'; echo 12"
  # Bats may run as root, which qsub refuses.
  chmod -R a+rwX "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR"
}

qsub() {
  if ((EUID == 0)); then
    setpriv --reuid=65534 --regid=65534 --clear-groups "$NODE_FILES/usr/local/bin/qsub" "$@"
  else
    "$NODE_FILES/usr/local/bin/qsub" "$@"
  fi
}

# script LINE…: job.sh with these lines.
script() {
  printf '%s\n' "$@" >job.sh
}

has_argument() {
  grep -qxF -- "$1" "$BATS_TEST_TMPDIR/arguments" || {
    echo "no $1 in:"
    cat "$BATS_TEST_TMPDIR/arguments"
    return 1
  }
}

has_variable() {
  grep -qxF -- "$1" "$BATS_TEST_TMPDIR/environment" || {
    echo "no $1 in:"
    cat "$BATS_TEST_TMPDIR/environment"
    return 1
  }
}

@test "prints the job id with the server's name" {
  script 'hostname'
  run -0 qsub job.sh
  [[ $output == 12.master.lisa.internal ]]
}

@test "takes a script on stdin and calls the job STDIN" {
  qsub <<<'hostname'
  has_argument --job-name=STDIN
  has_argument "--output=$PWD/STDIN.o%j"
  [[ $(<"$BATS_TEST_TMPDIR/script") == $'#!/bin/bash -l\nhostname' ]]
}

@test "starts in the home directory and writes to the submit directory" {
  script 'hostname'
  qsub job.sh
  has_argument "--chdir=$HOME"
  has_argument "--output=$PWD/job.sh.o%j"
  has_argument "--error=$PWD/job.sh.e%j"
}

@test "each #PBS line has its sbatch option" {
  local line option
  while IFS='|' read -r line option; do
    script '#!/bin/bash' "#PBS $line" 'hostname'
    qsub job.sh
    has_argument "${option//=@/=$PWD}"
  done <<'TABLE'
-N wave|--job-name=wave
-N wave|--output=@/wave.o%j
-o out.txt|--output=@/out.txt
-o /tmp/out.txt|--output=/tmp/out.txt
-o master.lisa.internal:/tmp/out.txt|--output=/tmp/out.txt
-e err.txt|--error=@/err.txt
-j oe|--error=@/job.sh.o%j
-j eo|--output=@/job.sh.e%j
-l nodes=2|--nodes=2
-l nodes=2|--ntasks=2
-l nodes=2:ppn=4|--ntasks-per-node=4
-l nodes=2:ppn=4|--ntasks=8
-l nodes=1:ppn=2+2:ppn=1|--nodes=3
-l nodes=1:ppn=2+2:ppn=1|--ntasks=4
-l nodes=worker-1:ppn=2+worker-2.lisa.internal:ppn=2|--nodelist=worker-1,worker-2
-l nodes=1:ppn=1:big|--constraint=big
-l procs=6|--ntasks=6
-l ncpus=3|--ntasks-per-node=3
-l walltime=90|--time=0-00:01:30
-l walltime=02:00:00|--time=0-02:00:00
-l walltime=1:00:00:00|--time=1-00:00:00
-l nodes=2,mem=4gb|--mem=2097152K
-l pmem=500mb|--mem-per-cpu=512000K
-q long|--partition=long
-A project|--account=project
-h|--hold
-r n|--no-requeue
-t 1-3|--array=1-3
-p -10|--nice=10
-m ae|--mail-type=FAIL,END
-m n|--mail-type=NONE
-M a@b.c|--mail-user=a@b.c
-W depend=afterok:11.master.lisa.internal:10|--dependency=afterok:11:10
-W block=true|--wait
-d /tmp|--chdir=/tmp
-a 203001020304|--begin=2030-01-02T03:04:00
TABLE
}

@test "the command line wins over #PBS lines" {
  script '#PBS -N script -l nodes=1,walltime=60 -q slow' 'hostname'
  qsub -N line -l nodes=3 job.sh
  has_argument --job-name=line
  has_argument --nodes=3
  has_argument --time=0-00:01:00
  has_argument --partition=slow
}

@test "#PBS lines after the first command are not read" {
  script 'hostname' '#PBS -N late'
  qsub job.sh
  has_argument --job-name=job.sh
}

@test "sbatch sees no #PBS line, the script keeps its line numbers" {
  script '#!/bin/sh' '#PBS -k oe -z -X' 'hostname'
  qsub job.sh
  run -1 grep -n '^#PBS' "$BATS_TEST_TMPDIR/script"
  [[ $(wc -l <"$BATS_TEST_TMPDIR/script") -eq 3 ]]
}

@test "-S replaces the interpreter, -F gives the script arguments" {
  script '#!/bin/sh' 'echo "$1"'
  qsub -S /bin/zsh -F 'one two' job.sh
  [[ $(<"$BATS_TEST_TMPDIR/script") == $'#!/bin/zsh\nset -- one two\necho "$1"' ]]
}

@test "a job gets a clean environment with PBS_O_*" {
  script 'hostname'
  LEFT=over qsub -l walltime=90 job.sh
  has_variable "PBS_O_WORKDIR=$PWD"
  has_variable "PBS_O_HOME=$HOME"
  has_variable PBS_O_LOGNAME=alice
  has_variable PBS_O_QUEUE=batch
  has_variable PBS_O_SERVER=master.lisa.internal
  has_variable PBS_WALLTIME=90
  grep -q "^PBS_O_HOST=.*[.]lisa.internal$" "$BATS_TEST_TMPDIR/environment"
  run -1 grep LEFT "$BATS_TEST_TMPDIR/environment"
}

@test "-V hands over the whole environment, -v single variables, also with commas" {
  script 'hostname'
  LEFT='a  b' qsub -V job.sh
  has_variable 'LEFT=a  b'
  LEFT=over qsub -v LEFT,LIST='"1,2"',EMPTY= job.sh
  has_variable LEFT=over
  has_variable LIST=1,2
  has_variable EMPTY=
}

@test "-o into an existing folder keeps the default name, -k keeps output at home" {
  mkdir out
  script 'hostname'
  qsub -o out job.sh
  has_argument "--output=$PWD/out/job.sh.o%j"
  qsub -k o job.sh
  has_argument "--output=$HOME/job.sh.o%j"
}

@test "an array's id and files carry their index" {
  script 'hostname'
  run -0 qsub -t 1-3 job.sh
  [[ $output == '12[].master.lisa.internal' ]]
  has_argument "--output=$PWD/job.sh.o%A-%a"
}

@test "fails with Torque's words on bad requests" {
  local options words
  script 'hostname'
  while IFS='|' read -r options words; do
    # shellcheck disable=SC2086 # several options
    run qsub $options job.sh
    [[ $status -ne 0 && $output == "qsub: "*"$words"* ]] || {
      echo "$options gave $status: $output"
      return 1
    }
  done <<'TABLE'
-l colour=red|Unknown resource type  Resource_List.colour
-l walltime=soon|Illegal attribute or resource value
-l nodes=2:ppn=x|Illegal node specification
-l nodes=0|Illegal node specification
-l mem=much|Illegal attribute or resource value
-W stagein=a@b:c|-W stagein is not supported
-W depend=before:12|is not supported
-y|invalid option
-a tomorrow|illegal -a value
-j both|illegal -j value
TABLE
}

@test "fails for names that could forge a line, move a cursor, or hide a command" {
  local name
  script 'hostname'
  for name in $'x\n9|bob' $'x\e[2J' $'x\x7f' 'a b' a/b; do
    run -2 qsub -N "$name" job.sh
    [[ $output == *"illegal -N value"* ]]
  done
  run -2 qsub -v 'list[$(touch evaluated)0]' job.sh
  [[ $output == *"illegal -v value"* && ! -e evaluated ]]
  run -2 qsub -W 'list[$(touch evaluated)0]=1' job.sh
  [[ ! -e evaluated ]]
  run -172 qsub -l mem=99999999999999999999gb job.sh
  run -186 qsub -l 'nodes=1:ppn=99999999999999999999' job.sh
}

@test "numbers with leading zeros are decimal" {
  script 'hostname'
  qsub -l mem=08mb,walltime=08:09:00 job.sh
  has_argument --mem=8192K
  has_argument --time=0-08:09:00
}

@test "fails for a script that is not there, or empty" {
  run -2 qsub nowhere.sh
  [[ $output == *"No such file or directory: nowhere.sh"* ]]
  run -2 qsub </dev/null
  [[ $output == *"the script is empty"* ]]
}

@test "fails for root" {
  ((EUID == 0)) || skip "not root"
  script 'hostname'
  run -1 "$NODE_FILES/usr/local/bin/qsub" job.sh
  [[ $output == "qsub: qsub can not be run as root" ]]
}

@test "fails with sbatch's words when it refuses" {
  stub sbatch 'cat >/dev/null; echo "sbatch: error: no such partition" >&2; exit 1'
  script 'hostname'
  run -1 qsub job.sh
  [[ $output == *"no such partition"*"qsub: submit error"* ]]
}
