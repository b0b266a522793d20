import type { Problem } from "../../core/errors";
import type { MachineNeed } from "../platform";
import type { Flavor } from "./api/compute";
import { BootFrom } from "./args";
import type { Earlier } from "./choose";
import type { Facts, ImageFact } from "./facts";
import { namedFlavor, type OpenStackSettings } from "./settings";

/** The flavor of a machine: the one that is named, or the smallest that has what machine and image ask for. */
export function flavorOf(
  machine: MachineNeed,
  settings: OpenStackSettings,
  { flavors }: Facts,
  image: ImageFact | undefined,
  earlier: Earlier,
): { readonly flavor?: Flavor; readonly problem?: Problem } {
  const named = namedFlavor(settings, machine.name);
  if (named !== undefined) {
    const flavor = flavors.find(({ id, name }) => id === named || name === named);
    const known = flavors.map(({ name }) => name).join(", ");
    if (flavor === undefined)
      return {
        problem: { path: "flavor", reason: `is not on this cloud, it has: ${known}`, got: named },
      };
    return { flavor, ...withProblem(tooSmall(flavor, settings, image)) };
  }
  const fitting = flavors.filter((each) => fits(each, machine, settings, image)).sort(bySize);
  const flavor = fitting.find(({ id }) => id === earlier.flavors?.[machine.name]) ?? fitting[0];
  if (flavor !== undefined) return { flavor };
  const need = describeNeed(machine, settings, image);
  const largest = flavors.toSorted(bySize).at(-1);
  const most = largest === undefined ? "it has none" : `the largest is ${describeFlavor(largest)}`;
  return { problem: { path: "flavor", reason: `no flavor of this cloud has ${need}; ${most}` } };
}

/** What is asked for, by the image too where it asks for more. */
function describeNeed(
  { vcpus, memoryMiB, diskGiB }: MachineNeed,
  { bootFrom }: OpenStackSettings,
  image: ImageFact | undefined,
): string {
  const memory = Math.max(memoryMiB, image?.minRamMiB ?? 0);
  const disk = Math.max(diskGiB, bootFrom === BootFrom.Image ? (image?.minDiskGiB ?? 0) : 0);
  const asks = memory > memoryMiB || disk > diskGiB ? `, as image ${image?.name ?? ""} asks` : "";
  return `${String(vcpus)} vCPUs, ${String(memory)} MiB and ${String(disk)} GiB of disk${asks}`;
}

function fits(
  flavor: Flavor,
  machine: MachineNeed,
  settings: OpenStackSettings,
  image: ImageFact | undefined,
): boolean {
  const disk = settings.bootFrom === BootFrom.Volume || flavor.disk >= machine.diskGiB;
  const large = flavor.vcpus >= machine.vcpus && flavor.ram >= machine.memoryMiB && disk;
  return large && tooSmall(flavor, settings, image) === undefined;
}

/** Nova refuses a flavor that is smaller than its image asks for. */
function tooSmall(
  flavor: Flavor,
  { bootFrom }: OpenStackSettings,
  image: ImageFact | undefined,
): string | undefined {
  if (image === undefined) return undefined;
  if (flavor.ram < image.minRamMiB)
    return `image ${image.name} needs ${String(image.minRamMiB)} MiB of RAM`;
  const disk = bootFrom === BootFrom.Image && flavor.disk > 0 && flavor.disk < image.minDiskGiB;
  return disk ? `image ${image.name} needs ${String(image.minDiskGiB)} GiB of disk` : undefined;
}

/** Nova refuses a volume, too, that is smaller than its image asks for. */
export function volumeProblems(
  { diskGiB }: MachineNeed,
  { bootFrom }: OpenStackSettings,
  image: ImageFact | undefined,
): Problem[] {
  if (image === undefined || bootFrom !== BootFrom.Volume || diskGiB >= image.minDiskGiB) return [];
  const reason = `image ${image.name} needs ${String(image.minDiskGiB)} GiB of disk`;
  return [{ path: "diskGiB", reason, got: diskGiB }];
}

function withProblem(reason: string | undefined): { readonly problem?: Problem } {
  return reason === undefined
    ? {}
    : { problem: { path: "flavor", reason: `is too small: ${reason}` } };
}

function bySize(a: Flavor, b: Flavor): number {
  return a.vcpus - b.vcpus || a.ram - b.ram || a.disk - b.disk || a.name.localeCompare(b.name);
}

export function describeFlavor({ name, vcpus, ram, disk }: Flavor): string {
  return `${name} (${String(vcpus)} vCPUs, ${String(ram)} MiB, ${String(disk)} GiB)`;
}
