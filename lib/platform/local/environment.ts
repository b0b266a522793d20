const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/**
 * What QEMU and its helpers get of our environment: nothing but where programs lie. They work for a guest, so
 * they must not hold what the CLI was given: the stack's passphrase, a cloud's credentials.
 */
export function smallEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? DEFAULT_PATH, LANG: "C.UTF-8" };
}
