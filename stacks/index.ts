import "./plain-errors";
import * as pulumi from "@pulumi/pulumi";
import { makeConfig, ProgramName } from "./config";
import { machine } from "./machine";
import { torque } from "./torque";

const config = makeConfig();

export = programOf(config.program)(config);

function programOf(name: ProgramName) {
  switch (name) {
    case ProgramName.Torque:
      return torque;
    case ProgramName.Machine:
      return machine;
    default:
      throw new pulumi.RunError(
        `slipway:program: must be one of ${Object.values(ProgramName).join(", ")}, got "${String(name)}"`,
      );
  }
}
