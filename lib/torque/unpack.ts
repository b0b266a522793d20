/**
 * A bash script that puts the master's commands into place, see `afterBoot` of `Recipes`: base64 on stdin.
 *
 * An archive that was cut off changes nothing. The folder is exchanged as a whole, with what Python compiled of the old
 * one, which would be taken for the new: all files have the same time. SLIPWAY_ROOT (tests only) is put before every path.
 */
export const UNPACK = `set -euo pipefail
umask 022
usr=\${SLIPWAY_ROOT:-}/usr
new=$usr/lib/slipway-head.new
rm -rf "$new"
mkdir "$new"
base64 -d | tar -C "$new" --no-same-owner -xzf -
python3 -m compileall -q -s "$new" "$new/usr/lib/slipway-head"
rm -rf "$usr/lib/slipway-head"
mv "$new/usr/lib/slipway-head" "$usr/lib/"
mv "$new"/usr/sbin/* "$usr/sbin/"
rm -rf "$new"`;
