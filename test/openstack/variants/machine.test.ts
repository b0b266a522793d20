import { machineLife } from "../support/machine-life";

machineLife(
  "a fixed address and a config drive",
  { network: "direct", publicAddress: "fixed", configDrive: true },
  /^172\.24\.6\./,
);
