import { type GlanceImage, deleteImage, listImages } from "./api/images";
import { listServers, type Server } from "./api/compute";
import type { Session } from "./api/session";
import { type CinderVolume, listVolumes } from "./api/volumes";
import { kindOf, StoredForm, type ImageStore, type StoredImage } from "../image-store";
import { cloud } from "./cloud";
import { UPLOAD_MS } from "./image-client";
import { IMAGE_KEY, STACK_KEY } from "./mark";

/** The images that slipway has put into Glance, in the project of the credentials. */
export const openStackImageStore: ImageStore = imageStoreIn(cloud);

/** The same, in whatever project `login` leads to. */
export function imageStoreIn(login: () => Promise<Session>): ImageStore {
  return {
    async stock() {
      const session = await login();
      const images = await storedImages(session);
      return { place: `OpenStack project ${session.projectId}`, images };
    },

    async remove({ id }) {
      const session = await login();
      const found = (await storedImages(session)).find((image) => image.id === id);
      if (found === undefined) return;
      const { users, locked } = found;
      if (locked !== undefined) throw new Error(locked);
      if (users.length > 0) throw new Error(`is used by ${users.join(", ")} now`);
      await deleteImage(session, id);
    },
  };
}

async function storedImages(session: Session): Promise<StoredImage[]> {
  const [images, servers, volumes] = await Promise.all([
    listImages(session, { owner: session.projectId }),
    listServers(session),
    session.offers("volume") ? listVolumes(session) : [],
  ]);
  return images.flatMap((image) => {
    const kind = kindOf(image.name);
    if (kind === undefined || !isOurs(image, session)) return [];
    return [stored(image, kind, [...serversOf(image, servers), ...volumesOf(image, volumes)])];
  });
}

/**
 * Whether slipway itself has made it. The mark alone does not tell: Nova and Cinder copy an image's properties to what
 * people make of a machine, snapshots and images of its volumes. Those have names of their own.
 */
function isOurs(
  { name, owner, slipway_image: mark, image_type: type }: GlanceImage,
  { projectId }: Session,
): boolean {
  return mark === name && owner === projectId && type === undefined;
}

function stored(image: GlanceImage, kind: string, users: readonly string[]): StoredImage {
  const { id, name, created_at, size, slipway_packages: packages = "" } = image;
  const madeAt = new Date(created_at);
  const whole = image.status === "active" || image.status === "deactivated";
  const going = !whole && Date.now() - madeAt.getTime() < UPLOAD_MS;
  return {
    ...{ id, name, kind, madeAt, form: whole ? StoredForm.Image : StoredForm.Rest },
    packages: packages.split(" ").filter((each) => each !== ""),
    packageState: image.slipway_package_state,
    packagesAt: dateOf(image.slipway_packages_at),
    bytes: size ?? undefined,
    users: going ? [...users, "an upload that is going on"] : users,
    locked: lockOf(image),
  };
}

/** Whoever may write to the project may write a property. */
function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function lockOf({ protected: locked, visibility }: GlanceImage): string | undefined {
  if (locked === true) return "is protected";
  // What other projects make of it can't be seen from here.
  return visibility === "private" ? undefined : `is visible to other projects (${visibility})`;
}

function serversOf({ id, name }: GlanceImage, servers: readonly Server[]): string[] {
  const using = servers.filter(
    ({ image, metadata }) =>
      // Those that boot from a volume have no image; what slipway has made says which it was.
      (image !== undefined && image !== "" && image.id === id) || metadata?.[IMAGE_KEY] === name,
  );
  return using.map(({ name: server, metadata }) => `server ${server}${stackIn(metadata)}`);
}

function volumesOf({ id }: GlanceImage, volumes: readonly CinderVolume[]): string[] {
  const using = volumes.filter(({ volume_image_metadata: from }) => from?.image_id === id);
  return using.map((volume) => `volume ${volume.name || volume.id}${stackIn(volume.metadata)}`);
}

function stackIn(metadata: Readonly<Record<string, string>> | undefined): string {
  const stack = metadata?.[STACK_KEY];
  return stack === undefined ? "" : ` of ${stack}`;
}
