import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { problemsOf, refuses, takes } from "./problems-of";

const user = { name: "ada", uid: 2001 };
const WHOLE_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOl6gV0TzyGJZ2efqqh2zIL9v2idKkUjpWejDGx1lfdP";
const KEY = "users[0].sshKeys[0]: must be a public key on one line, such as `ssh-ed25519 AAAA…`";

describe("plan fails for users:", () => {
  refuses([
    [
      "a user without a uid",
      { users: [{ name: "ada" }] },
      ["users[0].uid: is missing, use 1000–59999"],
    ],
    [
      "a user with root's uid",
      { users: [{ name: "ada", uid: 0 }] },
      ["users[0].uid: is root's, use 1000–59999, got 0"],
    ],
    [
      "a system's uid",
      { users: [{ name: "ada", uid: 999 }] },
      ["users[0].uid: must be a whole number 1000–59999, got 999"],
    ],
    [
      "root as a user",
      { users: [{ name: "root", uid: 2001 }] },
      ['users[0].name: is an account of the system, choose another, got "root"'],
    ],
    [
      "slipway's own account",
      { users: [{ name: "slipway", uid: 2001 }] },
      ['users[0].name: is an account of the system, choose another, got "slipway"'],
    ],
    [
      "two users of one name",
      { users: [user, { name: "ada", uid: 2002 }] },
      ['users[1].name: is used twice, each name must be unique, got "ada"'],
    ],
    [
      "two users of one uid",
      { users: [user, { name: "bob", uid: 2001 }] },
      ["users[1].uid: is used twice, each uid must be unique, got 2001"],
    ],
    [
      "a user name that is none",
      { users: [{ name: "Ada L", uid: 2001 }] },
      ['users[0].name: must be 1–31 of a–z, 0–9, _ and -, starting with a letter, got "Ada L"'],
    ],
    [
      "a key that was cut off, and one that is no text",
      { users: [{ ...user, sshKeys: [WHOLE_KEY.slice(0, -8), 42 as never] }] },
      [
        "users[0].sshKeys[0]: is cut off or damaged: copy the whole line of the public key's file",
        "users[0].sshKeys[1]: must be a public key on one line, such as `ssh-ed25519 AAAA…`",
      ],
    ],
    [
      "what is no list",
      { users: [{ ...user, sshKeys: WHOLE_KEY as never, groups: "physics" as never }] },
      ["users[0].sshKeys: must be a list", "users[0].groups: must be a list"],
    ],
    [
      "a field that is not known",
      { users: [{ ...user, sshkeys: [WHOLE_KEY] } as never] },
      ["users[0].sshkeys: is not known; use name, uid, sshKeys, groups"],
    ],
    ["no users", { users: [] }, ["users: must name at least one user: jobs never run as root"]],
    [
      "a group that is none",
      { users: [{ ...user, groups: ["a b"] }] },
      ['users[0].groups[0]: must be a group name in lower case, got "a b"'],
    ],
    [
      "a private key, without showing it",
      { users: [{ ...user, sshKeys: ["-----BEGIN OPENSSH PRIVATE KEY-----"] }] },
      [KEY],
    ],
    [
      "two keys in one",
      { users: [{ ...user, sshKeys: ["ssh-ed25519 AAAA\nssh-ed25519 BBBB"] }] },
      [KEY],
    ],
  ]);

  for (const [what, entry, got] of [
    ["null", null, "null"],
    ["a text", "tuser", '"tuser"'],
    ["a number", 2001, "2001"],
    ["a list", ["ada", 2001], '["ada",2001]'],
  ] as const) {
    it(`an entry that is ${what}, in one line`, () => {
      expect(problemsOf({ users: [user, entry] })).to.deep.equal([
        `users[1]: must be an object, such as { name: "ada", uid: 2001 }, got ${got}`,
      ]);
    });
  }

  for (const [what, key] of [
    ["an object", {}],
    ["null", null],
    ["a list", [WHOLE_KEY]],
    ["something with a method `then`", { then: "soon" }],
  ] as const) {
    it(`a key that is ${what}`, () => {
      expect(problemsOf({ users: [{ ...user, sshKeys: [key] }] })).to.deep.equal([KEY]);
    });
  }

  // As Python's str.isprintable() on the master tells them.
  for (const [name, char] of [
    ["U+0007", "\u0007"],
    ["U+0009", "\t"],
    ["U+001B", "\u001b"],
    ["U+00A0", "\u00a0"],
    ["U+00AD", "\u00ad"],
    ["U+200B", "\u200b"],
    ["U+2028", "\u2028"],
    ["U+3000", "\u3000"],
    ["U+D800", "\ud800"],
    ["U+E000", "\ue000"],
  ] as const) {
    it(`a key with ${name} in its comment, which the master refuses`, () => {
      const sshKeys = [`${WHOLE_KEY} ada${char}home`];
      expect(problemsOf({ users: [{ ...user, sshKeys }] })).to.deep.equal([
        `users[0].sshKeys[0]: has the unprintable character ${name} in its comment: remove it`,
      ]);
    });
  }

  it("a key longer than the master takes", () => {
    const sshKeys = [`${WHOLE_KEY} ${"x".repeat(16_384 - WHOLE_KEY.length)}`];
    expect(problemsOf({ users: [{ ...user, sshKeys }] })).to.deep.equal([
      "users[0].sshKeys[0]: has 16,385 characters, at most 16,384 are taken",
    ]);
  });

  it("a name or a group of the system, which is as good as being root", () => {
    expect(problemsOf({ users: [{ name: "sudo", uid: 2001 }] })).to.deep.equal([
      'users[0].name: is an account of the system, choose another, got "sudo"',
    ]);
    const groups = ["physics", "sudo", "slipway-users"];
    expect(problemsOf({ users: [{ ...user, groups }] })).to.deep.equal([
      'users[0].groups[1]: is a group of the system, choose another, got "sudo"',
      'users[0].groups[2]: is a group of the system, choose another, got "slipway-users"',
    ]);
  });
});

describe("plan takes users:", () => {
  const withKeys = (...sshKeys: unknown[]): unknown => ({ users: [{ ...user, sshKeys }] });
  takes([
    ["with groups", { users: [{ ...user, groups: ["physics"] }] }],
    ["with a key and the end of its line", withKeys(`${WHOLE_KEY} ada@home\r\n`)],
    ["with a comment of several words in any script", withKeys(`${WHOLE_KEY} Ада's ключ 🔑`)],
    [
      "with the longest key that the master takes, counted in characters",
      withKeys(`${WHOLE_KEY} ${"🔑".repeat(16_383 - WHOLE_KEY.length)}`),
    ],
    [
      "with keys that are not known yet",
      withKeys(pulumi.output("later"), Promise.resolve("later")),
    ],
  ]);
});
