import { Header } from "tar";
import { gzipped } from "./size";

export interface ArchiveFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

const BLOCK = 512;

/** Base64 of a tar.gz that does not tell when, where or by whom it was made. The files keep their order. */
export function archiveOf(files: readonly ArchiveFile[]): string {
  const end = Buffer.alloc(2 * BLOCK);
  return gzipped(Buffer.concat([...files.flatMap(entry), end])).toString("base64");
}

function entry({ path, executable, content }: ArchiveFile): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  const mode = executable ? 0o755 : 0o644;
  const needsMore = new Header({
    path,
    mode,
    size: content.length,
    mtime: new Date(0),
    type: "File",
  }).encode(header);
  if (needsMore) throw new Error(`${path}: the name is too long for an archive`);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
