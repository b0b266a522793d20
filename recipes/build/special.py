#!/usr/bin/env python3
"""Lists what a file system has beside names and contents, of which an archive or a copy may lose some: special.py ROOT

One line for each file that is setuid, setgid, sticky, or has a file capability: mode, owner, capability in hex or -,
and the path below ROOT. Sorted, so that two lists can be compared.
"""

import os
import stat
import sys

SPECIAL = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
# Mounted while recipes run; nothing in them is part of the image.
SKIPPED = ("dev", "proc", "run", "sys")


def capability(path):
    """The file's capability as the kernel keeps it, or None."""
    try:
        return os.getxattr(path, "security.capability", follow_symlinks=False).hex()
    except OSError:
        return None


def special(root):
    """Yields the line of each such file."""
    for folder, folders, files in os.walk(root):
        if folder == root:
            folders[:] = [name for name in folders if name not in SKIPPED]
        for name in folders + files:
            path = os.path.join(folder, name)
            info = os.lstat(path)
            found = capability(path) if stat.S_ISREG(info.st_mode) else None
            if stat.S_ISLNK(info.st_mode) or not (info.st_mode & SPECIAL or found):
                continue
            mode = stat.S_IMODE(info.st_mode)
            yield f"{mode:04o} {info.st_uid}:{info.st_gid} {found or '-'} /{os.path.relpath(path, root)}"


if __name__ == "__main__":
    lines = sorted(special(sys.argv[1]), key=lambda line: line.split(" ", 3)[3])
    sys.stdout.write("".join(f"{line}\n" for line in lines))
