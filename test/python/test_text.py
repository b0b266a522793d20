"""Text of others."""

import unittest

import support
from slipway_head.text import ADDRESS, HOST, HOST_KEY, USER_KEY, is_whole, shown

KEY = "ssh-ed25519 " + "A" * 68


class TextTest(unittest.TestCase):
    def test_control_characters_are_shown_escaped_on_one_line(self) -> None:
        self.assertEqual(shown("a\x1b[2Jb\u202ec\x9b"), r"a\x1b[2Jb\u202ec\x9b")
        self.assertEqual(shown("one\n\ttwo\r\n"), "one two")

    def test_long_text_is_cut(self) -> None:
        self.assertEqual(shown("x" * 400), "x" * 300 + "…")

    def test_a_pattern_must_match_all_of_the_text(self) -> None:
        self.assertTrue(is_whole(HOST, "worker-1"))
        for text in ("worker-1\n", "../x", "-x", "x-", "", "Worker", "w\u0661"):
            self.assertFalse(is_whole(HOST, text), text)
        self.assertTrue(is_whole(ADDRESS, "10.77.0.11"))
        self.assertFalse(is_whole(ADDRESS, "10.77.0.11;id"))

    def test_keys_are_one_line_without_options(self) -> None:
        self.assertTrue(is_whole(USER_KEY, f"{KEY} alice@cluster"))
        for text in (f"{KEY}\n{KEY}", f'command="x" {KEY}', f"{KEY} a b", "ssh-ed25519 AAAA", f"{KEY} \x1b[2J"):
            self.assertFalse(is_whole(USER_KEY, text), text)
        self.assertTrue(is_whole(HOST_KEY, "ecdsa-sha2-nistp256 AAAAB3= root@x"))
        self.assertFalse(is_whole(HOST_KEY, "no key"))


if __name__ == "__main__":
    unittest.main()
