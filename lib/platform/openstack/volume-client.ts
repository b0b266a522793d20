import "../../core/end-with-engine";
import type { Session } from "./api/session";
import {
  type CinderVolume,
  createVolume,
  deleteVolume,
  extendVolume,
  getVolume,
  listVolumes,
} from "./api/volumes";
import { cloud } from "./cloud";
import { STACK_KEY, VOLUME_KEY } from "./mark";
import { until } from "./until";

/** A data volume. It is never formatted, shrunk or, once it can be used, removed by us. */
export interface VolumeInputs {
  readonly providerVersion: number;
  readonly stack: string;
  readonly volume: string;
  readonly sizeGiB: number;
  readonly volumeType?: string;
}

/** What is wrong with the arguments, seen from the volume that is there. */
export async function checkVolume(
  inputs: VolumeInputs,
): Promise<{ property: string; reason: string }[]> {
  const found = await find(await cloud(), inputs);
  if (found === undefined || inputs.sizeGiB >= found.size) return [];
  const reason = `cannot shrink: volume ${found.id} that is kept has ${String(found.size)} GiB, got ${String(inputs.sizeGiB)}`;
  return [{ property: "sizeGiB", reason }];
}

/** Makes the volume, or finds the one that an earlier run or stack of this name has made, and grows it if need be. */
export async function putVolume(inputs: VolumeInputs): Promise<string> {
  const session = await cloud();
  const found = await find(session, inputs);
  const volume = found ?? (await make(session, inputs));
  await until(`volume ${volume.id} can be used`, async () => {
    const status = (await getVolume(session, volume.id))?.status ?? "gone";
    if (status === "error" || status === "gone") {
      if (found === undefined) await deleteVolume(session, volume.id);
      throw new Error(
        `volume ${inputs.volume} (${volume.id}) can't be used, its status is ${status}`,
      );
    }
    return status === "available" || status === "in-use";
  });
  if (found !== undefined && found.size < inputs.sizeGiB)
    await grow(session, found.id, inputs.sizeGiB);
  return volume.id;
}

export async function volumeExists(id: string): Promise<boolean> {
  return (await getVolume(await cloud(), id)) !== undefined;
}

/** Tells where the data stays; Pulumi shows what a provider prints. A destroy does not fail for it. */
export async function sayKept(id: string, { volume }: VolumeInputs): Promise<void> {
  console.log(`volume ${volume} is kept: ${id}; openstack volume delete ${id} would remove it`);
  return Promise.resolve();
}

function make(
  session: Session,
  { stack, volume, sizeGiB, volumeType }: VolumeInputs,
): Promise<CinderVolume> {
  return createVolume(session, {
    name: volume,
    description: `slipway data volume of ${stack}`,
    size: sizeGiB,
    // Set with the creation itself: what a cut leaves is found again by it.
    metadata: { [STACK_KEY]: stack, [VOLUME_KEY]: volume },
    ...(volumeType === undefined ? {} : { volume_type: volumeType }),
  });
}

async function grow(session: Session, id: string, sizeGiB: number): Promise<void> {
  const volume = await getVolume(session, id);
  if (volume !== undefined) await extendVolume(session, volume, sizeGiB);
  await until(`volume ${id} has ${String(sizeGiB)} GiB`, async () => {
    const now = await getVolume(session, id);
    return now !== undefined && now.size >= sizeGiB && !now.status.startsWith("extending");
  });
}

/** The oldest one, should there be several: it is the one that holds data. */
async function find(
  session: Session,
  { stack, volume }: VolumeInputs,
): Promise<CinderVolume | undefined> {
  const all = await listVolumes(session, volume);
  const own = all.filter(
    ({ metadata, status }) =>
      metadata[STACK_KEY] === stack &&
      metadata[VOLUME_KEY] === volume &&
      !/^(?:error$|deleting)/.test(status),
  );
  return own.toSorted((a, b) => a.created_at.localeCompare(b.created_at))[0];
}
