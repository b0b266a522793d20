import * as fs from "node:fs";
import * as path from "node:path";
import { cacheRoot } from "../../core/paths";
import { builtAt, isBeingBuilt, isFinished, manifestIn, withLock } from "../../image/cache";
import { removeTree } from "../../image/script";
import { kindOf, StoredForm, type ImageStore, type StoredImage } from "../image-store";
import { imageUsers } from "./image-users";
import { entries } from "./store";

/** Folders of the cache, and what lies in them. */
const FOLDERS = { images: StoredForm.Image, roots: StoredForm.Root } as const;
/** A folder that is not whole has one of these behind its name. */
const BUILDING = ".building";
const REMOVING = ".removing";

/** The images in this computer's cache. */
export const localImageStore: ImageStore = {
  stock: async () => ({ place: `this computer (${cacheRoot()})`, images: await storedImages() }),

  async remove({ id, name }) {
    const folder = path.join(cacheRoot(), id);
    await withLock(wholeOf(folder), async () => {
      // Nobody builds it now: the lock is ours.
      const users = folder === wholeOf(folder) ? imageUsers(folder, name) : [];
      if (users.length > 0) throw new Error(`is used by ${users.join(", ")} now`);
      const going = folder.endsWith(REMOVING) ? folder : `${folder}${REMOVING}`;
      // At once, so that nobody starts from half an image.
      if (going !== folder) fs.renameSync(folder, going);
      await removeTree(going);
    });
  },
};

async function storedImages(): Promise<StoredImage[]> {
  const found = Object.entries(FOLDERS).flatMap(([parent, form]) =>
    entries(path.join(cacheRoot(), parent)).map((entry) => stored(path.join(parent, entry), form)),
  );
  return (await Promise.all(found)).filter((image) => image !== undefined);
}

async function stored(id: string, form: StoredForm): Promise<StoredImage | undefined> {
  const folder = path.join(cacheRoot(), id);
  const name = path.basename(wholeOf(folder));
  const kind = kindOf(name);
  if (kind === undefined || !fs.statSync(folder).isDirectory()) return undefined;
  const whole = wholeOf(folder) === folder && isFinished(folder);
  const { packages = [], packageState, packagesAt } = whole ? manifestIn(folder) : {};
  return {
    ...{ id, name, kind, form: whole ? form : StoredForm.Rest },
    ...{ packages, packageState },
    packagesAt: packagesAt === undefined ? undefined : new Date(packagesAt),
    bytes: whole ? bytesIn(folder) : undefined,
    madeAt: whole ? builtAt(folder) : fs.statSync(folder).mtime,
    users: whole
      ? imageUsers(folder, name)
      : (await isBeingBuilt(wholeOf(folder)))
        ? ["a build that is going on"]
        : [],
  };
}

function wholeOf(folder: string): string {
  const end = [REMOVING, BUILDING].find((each) => folder.endsWith(each));
  // A removal of what a build has left has both.
  return end === undefined ? folder : wholeOf(folder.slice(0, -end.length));
}

const BLOCK = 512;

/** What the files take on the disk, which for sparse ones is less than they are long. */
function bytesIn(folder: string): number {
  const sizes = entries(folder).map((entry) => fs.statSync(path.join(folder, entry)).blocks);
  return sizes.reduce((total, blocks) => total + blocks * BLOCK, 0);
}
