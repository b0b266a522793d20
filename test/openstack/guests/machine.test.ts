import { machineLife } from "../support/machine-life";

machineLife("a floating address", {}, /^172\.24\.4\./);
