"""qstat: Torque's columns, and jobs whose names are attacks."""

import importlib.machinery
import importlib.util
import io
import os
import sys
import unittest
from unittest import mock

from support import NODE, World

PATH = str(NODE / "usr/local/bin/qstat")
LOADER = importlib.machinery.SourceFileLoader("slipway_qstat", PATH)
SPEC = importlib.util.spec_from_loader("slipway_qstat", LOADER)
assert SPEC is not None
qstat = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(qstat)

# Puts the fields of each record together as squeue does: by the format that it was called with.
SQUEUE = r"""
for word; do case $word in --format=*) format=${word#--format=} ;; esac; done
while IFS='|' read -r id user state used partition reason name; do
  line=$format
  line=${line//%i/$id} line=${line//%u/$user} line=${line//%t/$state} line=${line//%M/$used}
  line=${line//%P/$partition} line=${line//%r/$reason} line=${line//%40j/$(printf '%-40b' "$name")}
  printf '%s\n' "$line"
done <<'LIST'
@
LIST
"""


# Stand-ins for Slurm's own module and for the package's qstat, which cuts names by bytes.
SLURM = r"""
package Slurm;
sub load_jobs {
    return { job_array => [{ job_id => 7, name => "\n4242  root" }, { job_id => 8, name => "\xc3\xa9" x 4 },
                           { job_id => 9, name => "x", account => "\x1b[2J\nJob Id: 1", nodes => undef }] };
}
1;
"""
PACKAGED = r"""
use Slurm;
printf "%d %.20s%.16s\n", $_->{job_id}, $_->{name}, $_->{account} || "" for @{ Slurm->load_jobs(0)->{job_array} };
"""


class QstatTest(World):
    def jobs(self, *lines: str) -> None:
        self.stub("squeue", SQUEUE.replace("@", "\n".join(lines)) if lines else "")

    def qstat(self, *arguments: str, code: int = 0) -> list[str]:
        result = self.run_program("usr/local/bin/qstat", *arguments)
        self.assertEqual(result.returncode, code, result.stderr)
        return (result.stdout or result.stderr).splitlines()

    def test_only_a_job_that_was_named_can_be_unknown(self) -> None:
        with mock.patch.object(qstat, "other_view", return_value=153):
            self.assertEqual([qstat.main(words) for words in (["-q"], ["-f"], ["-f", "99.master"])], [0, 0, 153])

    def test_the_other_views_are_given_jobs_whose_text_is_escaped(self) -> None:
        (self.top / "Slurm.pm").write_text(SLURM)
        packaged = self.top / "qstat"
        packaged.write_text(PACKAGED)
        with mock.patch.object(qstat, "PACKAGED", str(packaged)), mock.patch.dict(os.environ, {"PERL5LIB": str(self.top)}), \
                mock.patch.object(sys, "stdout", io.StringIO()) as out:
            self.assertEqual(qstat.main(["-f"]), 0)
        self.assertEqual(out.getvalue(), r"""7 \x0a4242  root
8 \xc3\xa9\xc3\xa9\xc3
9 x\x1b[2J\x0aJob I
""")

    def test_shows_full_ids_and_torques_states(self) -> None:
        self.jobs(
            "1|alice|PD|0:00|batch|Resources|waits", "2|alice|PD|0:00|batch|JobHeldUser|held",
            "3|alice|PD|0:00|batch|Dependency|after", "4|alice|PD|0:00|batch|BeginTime|later",
            "5|bob|R|1:02:03|batch|None|runs", "6|bob|CG|0:04|batch|None|ends", "7|bob|CD|1-00:00:07|batch|None|a|b",
            "8|bob|F|INVALID|batch|NonZeroExitCode|fails", "9_3|bob|R|0:01|batch|None|array",
        )
        rows = [line.split() for line in self.qstat()[2:]]
        self.assertEqual([(row[0].split(".")[0], row[-2], row[-3], row[-1]) for row in rows], [
            ("1", "Q", "00:00:00", "batch"), ("2", "H", "00:00:00", "batch"), ("3", "H", "00:00:00", "batch"),
            ("4", "W", "00:00:00", "batch"), ("5", "R", "01:02:03", "batch"), ("6", "E", "00:00:04", "batch"),
            ("7", "C", "24:00:07", "batch"), ("8", "C", "00:00:00", "batch"), ("9[3]", "R", "00:00:01", "batch"),
        ])

    def test_a_name_can_not_forge_a_job_nor_run_a_command(self) -> None:
        mark = self.top / "mark"
        self.jobs(rf"12|eve|R|0:01|batch|None|x\n9|bob|R|id[$(touch {mark})0]-1:00:00|batch|None|y", "13|bob|R|0:02|batch|None|b")
        lines = self.qstat()
        self.assertEqual(len(lines), 4)
        self.assertEqual([line.split()[-4] for line in lines[2:]], ["eve", "bob"])
        self.assertIn(r"x\n9|bob|R|id[$", lines[2])
        self.assertFalse(mark.exists())

    def test_a_name_does_not_move_the_cursor(self) -> None:
        self.jobs(r"12|eve|R|0:01|batch|None|\x1b[2Jx", r"13|eve|R|0:01|batch|None|\u202etxt")
        text = "\n".join(self.qstat())
        self.assertTrue(all(letter.isprintable() or letter == "\n" for letter in text), text)
        self.assertIn(r"\x1b[2Jx", text)

    def test_one_job_takes_its_full_id(self) -> None:
        self.jobs("12|alice|R|0:01|batch|None|x")
        self.qstat("12.master.lisa.internal", "13[2]")
        self.assertIn(" --jobs=12,13_2", self.called("squeue")[0])

    def test_prints_nothing_when_there_is_no_job(self) -> None:
        self.jobs()
        self.assertEqual(self.qstat(), [])

    def test_fails_as_torque_does_for_an_unknown_job(self) -> None:
        self.stub("squeue", 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1')
        self.assertEqual(self.qstat("99", code=153), ["qstat: Unknown Job Id Error 99.master.lisa.internal"])

    def test_fails_when_the_scheduler_does_not_answer(self) -> None:
        self.stub("squeue", 'echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1')
        self.assertEqual(self.qstat(code=1), ["qstat: slurm_load_jobs error: Unable to contact slurm controller"])

    def test_only_job_ids_are_job_ids(self) -> None:
        table = {"12": "12", "12.master": "12", "12[3]": "12_3", "12[]": "12", "12[]x": "", "x": "", "12\n": "", "١": ""}
        self.assertEqual({word: qstat.slurm_id(word) for word in table}, table)


if __name__ == "__main__":
    unittest.main()
