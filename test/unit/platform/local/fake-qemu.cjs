#!/usr/bin/env node
// Stands in for qemu-system-x86_64: opens the control socket and obeys it, without any guest. Started without such a
// socket, by the probe of KVM, it is a QEMU without KVM, and leaves no file where the tests run. What it is to get
// wrong, a file `mood` beside it says (it gets no environment of ours):
//   deaf      does not hear the power button      stubborn  obeys nothing but SIGKILL
//   full      its disk is full while there is a file of that name beside it
//   broken    ends at once with a message         taken     does so once, as if its port were in use
"use strict";
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");

const args = process.argv.slice(2);
if (args.includes("--version")) {
  console.log("QEMU emulator version 0.0 (fake)");
  process.exit(0);
}
if (!args.some((arg) => arg.startsWith("socket,id=qmp,"))) {
  console.error("qemu-system-x86_64: failed to initialize kvm");
  process.exit(1);
}
const beside = (file) => path.join(path.dirname(process.argv[1]), file);
const mood = fs.existsSync(beside("mood")) ? fs.readFileSync(beside("mood"), "utf8") : "";
if (mood === "broken") {
  console.error("qemu-system-x86_64: no such machine");
  process.exit(1);
}
if (mood === "taken" && !fs.existsSync(beside("once"))) {
  fs.writeFileSync(beside("once"), "");
  console.error("qemu-system-x86_64: Could not set up host forwarding rule");
  process.exit(1);
}
if (mood === "stubborn") process.on("SIGTERM", () => undefined);

fs.appendFileSync("console.log", "fake guest started\n");
const answers = {
  "query-status": () => ({ status: fs.existsSync("full") ? "io-error" : "running" }),
  cont: () => (fs.rmSync("full"), {}),
  system_powerdown: () => {
    fs.appendFileSync("console.log", "power button\n");
    if (mood === "") setTimeout(() => process.exit(0), 20);
    return {};
  },
  quit: () => {
    fs.appendFileSync("console.log", "quit\n");
    if (mood !== "stubborn") setTimeout(() => process.exit(0), 20);
    return {};
  },
};
// The guest's ssh, where a port is led to it in a namespace.
const door = /hostfwd=tcp:(10\.[\d.]+):(\d+)-/.exec(args.join(" "));
if (door) {
  net.createServer((socket) => socket.end("SSH-2.0-fake\r\n")).listen(Number(door[2]), door[1]);
}
net
  .createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(`${JSON.stringify({ QMP: { version: {} } })}\n`);
    socket.on("data", (text) => {
      for (const line of String(text).split("\n").filter(Boolean)) {
        const { execute, arguments: given } = JSON.parse(line);
        const value = answers[execute]?.() ?? {};
        fs.appendFileSync("commands.log", `${execute} ${JSON.stringify(given ?? {})}\n`);
        socket.write(`${JSON.stringify({ event: "NOISE" })}\n`);
        socket.write(`${JSON.stringify({ return: value })}\n`);
      }
    });
  })
  .listen("qmp.sock");
