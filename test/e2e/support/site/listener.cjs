// Servers of a test, in whatever network this runs: `node listener.cjs KIND:HOST:PORT…`. Says `ready`, then a line for
// each caller. Kinds: tcp, http, grpc (HTTP/2 without encryption, as Pulumi's dynamic provider has), udp, dns.
"use strict";
const dgram = require("node:dgram");
const http = require("node:http");
const http2 = require("node:http2");
const net = require("node:net");

const ADDRESS = [198, 51, 100, 7];

/** An answer to any question for a name: one address. */
function dnsAnswer(query) {
  const end = query.indexOf(0, 12) + 5; // the name's end, type and class
  const wantsAddress = query[end - 3] === 1;
  const head = Buffer.from([
    query[0],
    query[1],
    0x81,
    0x80,
    0,
    1,
    0,
    wantsAddress ? 1 : 0,
    0,
    0,
    0,
    0,
  ]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ADDRESS]);
  return Buffer.concat([head, query.subarray(12, end), ...(wantsAddress ? [record] : [])]);
}

function serve(kind, host, port) {
  const told = () => console.log(`${kind} ${host} ${port}`);
  if (kind === "udp" || kind === "dns") {
    const socket = dgram.createSocket("udp4");
    socket.on("message", (text, from) => {
      told();
      socket.send(kind === "dns" ? dnsAnswer(text) : "here", from.port, from.address);
    });
    return new Promise((resolve) => socket.bind(port, host, resolve));
  }
  const servers = {
    tcp: () => net.createServer((socket) => socket.on("error", () => undefined).end("here")),
    http: () => http.createServer((_, answer) => answer.end("beyond")),
    grpc: () => http2.createServer((_, answer) => answer.end("here")),
  };
  const server = servers[kind]().on("connection", told);
  return new Promise((resolve) => server.listen(port, host, resolve));
}

const wanted = process.argv.slice(2).map((word) => word.split(":"));
Promise.all(wanted.map(([kind, host, port]) => serve(kind, host, Number(port)))).then(() => {
  console.log("ready");
});
