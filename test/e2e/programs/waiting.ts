// A run that waits in a plugin, with slipway's own provider at work before it: to be killed.
import { local } from "@pulumi/command";
import { AccessFiles } from "slipway/internal/access/access-files";

const files = new AccessFiles("files", {
  stack: "waiting",
  cluster: "none",
  privateKey: "none",
  user: "nobody",
  hosts: [{ alias: "none", hostname: "127.0.0.1", port: 1, hostKey: "ssh-ed25519 AAAA" }],
});
new local.Command("wait", { create: "sleep 600" }, { dependsOn: [files] });
