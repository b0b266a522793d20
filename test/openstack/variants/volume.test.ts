import { clusterLife } from "../../conformance/cluster-life";
import { openStackSite } from "../support/site";

clusterLife(
  openStackSite("system disks on volumes, no server group", {
    bootFrom: "volume",
    serverGroup: "none",
  }),
);
