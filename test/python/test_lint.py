"""The lint of recipes: what it must find, what it must leave alone."""

import sys
import unittest

from support import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "test/lint"))

from bash_text import mask
from recipes import findings_of, map_names, shell_files

BAD = {
    "the canary of old": "ranks=$(<\"$FOLDER/ranks\")\n((ranks == $2)) || fail_canary x",
    "the qstat of old": "local time=$1\n[[ $time != *-* ]] || days=${time%%-*}\nprintf '%02d' $((days * 24))",
    "an unknown name in ((…))": "read -r n <file\n((n == 1))",
    "an unknown name in $((…))": "n=$1\nm=$((n + 1))",
    "with a dollar": "read -r n <file\n(($n == 1))",
    "a positional parameter": "deadline=$((SECONDS + $1))",
    "a command's output": "((x == $(cat file)))",
    "a number from the environment": "readonly N=${N:-120}\n((SECONDS < N))",
    "[[ -eq ]]": "ranks=$(cat file)\n[[ $ranks -eq 4 ]]",
    "[[ -gt ]] of a file": "[[ $(</proc/x) -gt 0 ]]",
    "a subscript": "i=$1\necho \"${list[i]}\"",
    "a subscript that is assigned": "i=$1\nlist[$i]=x",
    "an offset": "n=$1\necho \"${text:n:2}\"",
    "a match of a part": "n=$1\n[[ $n =~ [0-9]+ ]]\n((n))",
    "a match with other characters": "n=$1\n[[ $n =~ ^[a-z0-9]+$ ]]\n((n))",
    "a match of another name": "n=$1 m=$2\n[[ $m =~ ^[0-9]+$ ]]\n((n))",
    "read after a number": "n=0\nread -r n <file\n((n))",
    "let": "let n=1",
    "eval": "eval \"$x\"",
    "declare -i": "declare -i n=$1",
    "[[ -v ]]": "[[ -v map[$x] ]]",
    "test -v": "test -v \"$x\" && :",
    "indirect expansion": "echo \"${!name}\"",
    "printf -v": "printf -v \"a[$x]\" '%s' 1",
    "a process substitution": "while read -r x; do :; done < <(sinfo)",
    "one for output": "exec > >(tee log)",
    "local": "f() {\n  local x=$(false)\n}",
    "export": "export X=\"$(false)\"",
    "local after another": "f() {\n  local a=1 b=\"$a\" x=$(false)\n}",
    "[[ ]] with a command": "[[ $(scontrol ping) == *UP* ]]",
    "a command after one that may fail": "[[ $(a) == x ]]\nb=$(c || true)",
    "printf with a command": "printf '%s\\n' \"$(false)\"",
    "in a here-document": "cat <<X\n$((n))\nX",
    "in double quotes": "n=$1\necho \"it is $((n + 1))\"",
}
GOOD = {
    "numbers": "n=0 m=5\nn=$((n + 1))\nn=$((n + m)) k=$n\n((n < k && n < ${#list[@]} && $# == 2))",
    "a whole match": "n=$1\n[[ $n =~ ^[0-9]{1,6}$ ]] || exit\n((n > 3))\n[[ $n -gt 3 ]]\n((10#$n))",
    "a loop": "for ((i = ${#l[@]} - 1; i >= 0; i--)); do echo \"${l[i]}\"; done",
    "indices": "for i in \"${!list[@]}\"; do list[i]=x; echo $((i + 1)); done",
    "a map": "declare -A map=()\nmap[$name]=x\necho \"${map[$name]:-}\"",
    "comments and single quotes": "# ((n)) $(x) < <(y)\necho '((n)) < <(y)' 'it''s'\n",
    "a quoted here-document": "cat <<'X'\n$((n)) ${!x}\nX\n",
    "a default": "echo \"${n:-3}\" \"${n:+y}\"",
    "the exit code": "code=0\nfalse || code=$?\n((code == 0))",
    "a pattern with parentheses": "[[ $x =~ ^(a|b)(c)$ ]]",
    "an assignment": "local x\nx=$(false)",
    "a test of a name": "[[ -v NAME ]]",
    "keys of a map": "echo \"${!map[@]}\"",
    "a name that was looked at": "[[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || exit\necho \"${!name}\"",
    "an excuse": "# may fail: then it is not up\n[[ $(scontrol ping) == *UP* ]]",
    "a failure that is said": "[[ $(dpkg-query x || true) == y ]]",
    "strings": "[[ $a == b ]]\n[[ -n ${x#*[} ]]",
    "a here-string": "while read -r x; do :; done <<<\"$said\"",
}


class LintTest(unittest.TestCase):
    def test_finds_each_bad_sample(self) -> None:
        missed = [name for name, text in BAD.items() if not findings_of(text, map_names(text))]
        self.assertEqual(missed, [])

    def test_leaves_each_good_sample_alone(self) -> None:
        found = {name: said for name, text in GOOD.items() if (said := findings_of(text, map_names(text)))}
        self.assertEqual(found, {})

    def test_says_the_line(self) -> None:
        text = "#!/bin/bash\n# comment ' with quote\nn=$1\ncat <<'X'\nten\nX\n((n))\n"
        self.assertEqual([line for line, _ in findings_of(text, set())], [7])

    def test_the_plain_shell_has_no_such_arithmetic_but_loses_failures(self) -> None:
        self.assertEqual(findings_of("#!/bin/sh\nx=$((n + 1))\n", set()), [])
        self.assertEqual(len(findings_of("#!/bin/sh\nexport X=$(false)\n", set())), 1)

    def test_a_mask_keeps_length_and_lines(self) -> None:
        for text in [*BAD.values(), *GOOD.values()]:
            self.assertEqual([len(line) for line in mask(text).split("\n")], [len(line) for line in text.split("\n")])

    def test_looks_at_all_of_the_recipes(self) -> None:
        names = {file.name for file in shell_files(REPOSITORY / "recipes")}
        self.assertLessEqual({"qsub", "run.sh", "stage.bash", "sync-users", "30-slurmd.sh"}, names)
        # In Python.
        self.assertNotIn("qstat", names)


if __name__ == "__main__":
    unittest.main()
