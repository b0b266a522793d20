"""Users and groups as passwd and group files."""

import unittest

import support
from slipway_head.text import Failure
from slipway_head.user_database import (
    User, group_id, locked_of, parse_database, parse_users, posix_checksum, problems_of, render,
)

EMPTY = parse_database("", "")
ALICE = User("alice", 2001, ("ssh-ed25519 AAAA alice@home",), ("waves",))
BOB = User("bob", 2002)


class UserDatabaseTest(unittest.TestCase):
    def test_renders_users_their_groups_and_who_may_submit(self) -> None:
        passwd, group = render([ALICE, BOB], EMPTY)
        self.assertEqual(passwd, "alice:*:2001:2001::/home/alice:/bin/bash\nbob:*:2002:2002::/home/bob:/bin/bash\n")
        self.assertEqual(group.splitlines(), [
            "alice:*:2001:", "bob:*:2002:", "slipway-locked:*:899:", "slipway-users:*:898:alice,bob",
            f"waves:*:{group_id('waves')}:alice",
        ])

    def test_who_left_is_locked_keeps_the_uid_and_may_return(self) -> None:
        known = parse_database(*render([ALICE, BOB], EMPTY))
        self.assertEqual(locked_of([BOB], known), {"alice": 2001})
        passwd, group = render([BOB], known)
        self.assertIn("alice:*:2001:2001::/home/alice:/usr/sbin/nologin\n", passwd)
        self.assertIn("slipway-locked:*:899:alice\n", group)
        self.assertIn("slipway-users:*:898:bob\n", group)
        again = render([ALICE, BOB], parse_database(passwd, group))
        self.assertEqual(again, render([ALICE, BOB], EMPTY))

    def test_a_group_id_is_that_of_earlier_versions(self) -> None:
        # printf 'waves\n' | cksum
        self.assertEqual(posix_checksum(b"waves\n"), 3283864930)
        self.assertEqual(group_id("waves"), 60000 + 3283864930 % 5000)

    def test_all_problems_are_told_at_once(self) -> None:
        known = parse_database(*render([ALICE], EMPTY))
        users = [
            User("Eve!\x1b", 2003), User("munge", 2004), User("low", 12), User("thief", 2001), User("alice", 2009),
            User("admin", 2005, (), ("sudo", "slipway-users", "a:b")), User("key", 2006, ("one\ntwo",)),
            User("twin", 2007), User("twin", 2007), User("bob\n", 2010),
        ]
        self.assertEqual(problems_of(users, known, frozenset({"munge"}), frozenset({"sudo"})), [
            "Eve!\\x1b: not a user name", "munge: is an account of the system",
            "low: uid must be 1000–59999, got 12", "thief: uid 2001 belongs to alice",
            "alice: has uid 2001, can't become 2009: its files would be lost to it",
            "admin: group sudo is one of the system's", "admin: group slipway-users is one of the system's",
            "admin: a:b is not a group name", "key: ssh key 1 is not one printable line",
            "twin: is twice in the list", "bob: not a user name",
        ])

    def test_two_groups_of_one_id_are_told(self) -> None:
        numbers: dict[int, str] = {}
        for number in range(5000):
            name = f"g{number}"
            if (other := numbers.setdefault(group_id(name), name)) != name:
                break
        problems = problems_of([User("a", 2001, (), (other, name))], EMPTY, frozenset(), frozenset())
        self.assertEqual(
            problems, [f"group {name}: its id {group_id(name)} is taken by another group; choose another name"])

    def test_fails_on_what_is_no_list_of_users(self) -> None:
        for text in ("no json", "{}x", '[{"name":"a"}]', '[{"name":"a","uid":"1 2"}]', '[{"name":["a"],"uid":1}]', "[3]",
                     '[{"name":"a","uid":2001,"sshKeys":[3]}]', '[{"name":"a","uid":true}]'):
            with self.assertRaisesRegex(Failure, "the list of users is not JSON of the form", msg=text):
                parse_users(text)
        self.assertEqual(parse_users('[{"name":"a","uid":2001}]'), [User("a", 2001)])


if __name__ == "__main__":
    unittest.main()
