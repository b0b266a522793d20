import { clusterLife } from "../../conformance/cluster-life";
import { openStackSite } from "../support/site";

clusterLife(openStackSite("a floating address", {}, false));
