import { createHash } from "node:crypto";
import { expect } from "chai";
import { judgeContent } from "../../../../lib/platform/openstack/image-content";
import { FakeCloud } from "./fake-cloud";

const CONTENT = "a disk";
const DIGEST = createHash("sha512").update(CONTENT).digest("hex");

describe("the content of an image", () => {
  let cloud: FakeCloud;
  afterEach(() => cloud.close());

  /** What is said of an image with this entry, in a cloud that answers so to the request for its content. */
  const judge = async (id: string, entry: object | undefined, file: object): Promise<string> => {
    const answers = ({ path }: { path: string }): object | undefined => {
      if (path === `/image/v2/images/${id}`) return entry && { body: { id, name: "os", ...entry } };
      return path === `/image/v2/images/${id}/file` ? file : undefined;
    };
    cloud = await FakeCloud.start(answers, ["image"]);
    return judgeContent(await cloud.session(), id);
  };
  const entry = (value: string) => ({ os_hash_algo: "sha512", os_hash_value: value });
  const timesAsked = (path: string) => cloud.seen.filter((seen) => seen.path.endsWith(path)).length;

  it("fits its checksum", async () => {
    expect(await judge("i-1", entry(DIGEST), { body: CONTENT })).to.equal(
      "image os fits its checksum",
    );
  });

  it("is known to be damaged by its checksum, by name, id and the start of both digests", async () => {
    const said = await judge("i-2", entry("0".repeat(128)), { body: CONTENT });
    expect(said).to.equal(
      `image os (i-2) does not fit its checksum in the catalogue: sha512 ${DIGEST.slice(0, 12)}…, not 000000000000…`,
    );
  });

  it("is fetched once for all machines of a run", async () => {
    await judge("i-3", entry(DIGEST), { body: CONTENT });
    expect(await judgeContent(await cloud.session(), "i-3")).to.equal("image os fits its checksum");
    expect(timesAsked("/file")).to.equal(1);
  });

  it("is not judged when the entry is gone or has no checksum, or when the cloud gives no content", async () => {
    expect(await judge("i-4", undefined, {})).to.equal(
      "image i-4 is not in the catalogue any more",
    );
    await cloud.close();
    expect(await judge("i-5", {}, {})).to.equal("image os has no checksum to compare it with");
    await cloud.close();
    const refusal = { status: 500, body: { message: "no store" } };
    expect(await judge("i-6", entry(DIGEST), refusal)).to.match(
      /^image i-6 could not be compared with its checksum: GET .*\/file: 500 no store/,
    );
    expect(timesAsked("/file")).to.equal(1);
  });
});
