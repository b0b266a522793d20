import type { SiteNeeds } from "../platform";
import type { Session } from "./api/session";
import { listVolumes, listVolumeTypes } from "./api/volumes";
import { STACK_KEY } from "./mark";
import type { Site } from "./present";
import type { OpenStackSettings } from "./settings";

export interface VolumeFacts {
  /** GiB of this stack's volumes that are there, by name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly types?: readonly string[];
}

/** Which of the wanted data volumes are there already. */
export async function volumeFacts(
  session: Session,
  { volumes }: SiteNeeds,
  { volumeType }: OpenStackSettings,
  { stack }: Site,
): Promise<VolumeFacts> {
  const [found, types] = await Promise.all([
    Promise.all(volumes.map(({ name }) => listVolumes(session, name))),
    volumeType === undefined ? undefined : listVolumeTypes(session),
  ]);
  const own = found.flat().filter(({ metadata }) => metadata[STACK_KEY] === stack);
  return {
    sizes: new Map(own.map(({ name, size }) => [name, size])),
    ...(types === undefined ? {} : { types }),
  };
}
