import { machineLife } from "../support/machine-life";

machineLife("a floating address", {}, /^172\.24\.4\./);
machineLife(
  "a fixed address and a config drive",
  { network: "direct", publicAddress: "fixed", configDrive: true },
  /^172\.24\.6\./,
);
