import { clusterLife } from "../../conformance/cluster-life";
import { openStackSite } from "../support/site";

clusterLife(
  openStackSite("fixed addresses and config drives", {
    network: "direct",
    publicAddress: "fixed",
    configDrive: true,
  }),
);
