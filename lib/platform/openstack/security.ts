import { networking } from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { descriptionOf } from "./mark";
import { objectOptions } from "./options";
import type { SiteContext } from "./site-context";

const EVERYWHERE = "0.0.0.0/0";
const SSH = { protocol: "tcp", portRangeMin: 22, portRangeMax: 22 };

/**
 * One group for all machines: what is in it may talk to what is in it, and ssh comes in from the ranges that are named.
 * One rule for all members, not one for each: Neutron takes minutes for hundreds of rules.
 */
export function securityGroup(
  name: string,
  sshCidrs: readonly string[],
  { site, settings, hooks }: SiteContext,
  opts: pulumi.CustomResourceOptions,
): networking.SecGroup {
  const description = site.mark.apply(descriptionOf);
  const options = objectOptions(opts, hooks);
  const group = new networking.SecGroup(name, { name, description }, options);
  const rule = (suffix: string, args: Partial<networking.SecGroupRuleArgs>): void => {
    const ruleArgs = {
      securityGroupId: group.id,
      direction: "ingress",
      ethertype: "IPv4",
      description: pulumi.interpolate`${description}: ${suffix}`,
      ...args,
    };
    new networking.SecGroupRule(`${name}-${suffix}`, ruleArgs, options);
  };
  rule("members", { remoteGroupId: group.id });
  if (settings.ipv6) rule("members-ipv6", { remoteGroupId: group.id, ethertype: "IPv6" });
  for (const range of sshCidrs)
    rule(`ssh-${range.replace("/", "_")}`, { ...SSH, remoteIpPrefix: range });
  if (sshCidrs.includes(EVERYWHERE)) {
    void pulumi.log.warn(
      `ssh is open to everywhere (${EVERYWHERE}), with keys only; sshCidrs names who may reach it`,
      group,
    );
  }
  return group;
}

/** Whom the group lets in by ssh, for the message when nothing answers. */
export function sshRule(name: string, sshCidrs: readonly string[]): string {
  return `security group ${name} lets ssh in from ${sshCidrs.join(", ")} only (sshCidrs), which has to cover this computer's address`;
}
