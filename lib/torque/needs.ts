import { wholeNumber } from "../core/validate";
import type { MachineNeed, MachineSize, SiteNeeds } from "../platform/platform";
import type { TorqueSettings } from "./settings";

/**
 * What the settings ask of the site.
 *
 * Numbers that are wrong in themselves are left out: they have a message of their own, and the site's answer
 * to ten thousand workers or half a gigabyte too much would only hide it.
 */
export function siteNeeds(name: string, settings: TorqueSettings): SiteNeeds {
  const { workers, homeGiB, masterImage, workerImage, sshCidrs } = settings;
  const count = isCount(workers, 0, 250) ? workers : 0;
  const machines: MachineNeed[] = [];
  if (isSize(settings.master))
    machines.push({ name: `${name}-master`, ...settings.master, ...imageNeed(masterImage) });
  if (isSize(settings.worker)) {
    for (let i = 1; i <= count; i += 1)
      machines.push({
        name: `${name}-worker-${String(i)}`,
        ...settings.worker,
        ...imageNeed(workerImage),
      });
  }
  const volumes = isCount(homeGiB, 1, 16_000) ? [{ name: `${name}-home`, sizeGiB: homeGiB }] : [];
  return { machines, volumes, publicAddresses: 1, sshCidrs };
}

function imageNeed(image: string | undefined): Pick<MachineNeed, "image"> {
  return image === undefined ? {} : { image };
}

function isCount(value: number | undefined, min: number, max: number): value is number {
  return wholeNumber("", value, min, max).length === 0;
}

function isSize({ vcpus, memoryMiB, diskGiB }: MachineSize): boolean {
  return [vcpus, memoryMiB, diskGiB].every((value) => isCount(value, 1, Number.MAX_SAFE_INTEGER));
}
