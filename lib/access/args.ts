import type * as pulumi from "@pulumi/pulumi";

/** One machine that the operator can log in to. */
export interface AccessHost {
  /** Name to give to ssh, for instance `master`. */
  readonly alias: string;
  /** Address or name; behind a jump: seen from there. */
  readonly hostname: string;
  readonly port: number;
  /** Public host key in OpenSSH form; no other is accepted. */
  readonly hostKey: string;
  /** Alias of the host to go through. */
  readonly jump?: string | undefined;
}

export interface AccessFilesArgs {
  /** Folder name of the stack, see `stackFolder`. A change moves the files. */
  readonly stack: string;
  /** Folder name within the stack: cluster or machine. A change moves the files. */
  readonly cluster: string;
  /** The private key of the login account, OpenSSH form. Kept as a secret. */
  readonly privateKey: pulumi.Input<string>;
  /** Login name on every host. */
  readonly user: string;
  /** The hosts; the first is the one that output `ssh` goes to. */
  readonly hosts: pulumi.Input<pulumi.Input<AccessHost>[]>;
}

/** The same, as the provider's methods get it. */
export interface AccessInputs {
  readonly stack: string;
  readonly cluster: string;
  readonly privateKey: string;
  readonly user: string;
  readonly hosts: readonly AccessHost[];
}

/** What is known once the files lie on disk. */
export interface AccessResult {
  /** Path of the known_hosts file. */
  readonly knownHosts: string;
  /** Path of the ssh configuration. */
  readonly sshConfig: string;
  /** Path of the private key. */
  readonly privateKeyFile: string;
  /** Command that logs in to the first host. */
  readonly ssh: string;
  /** Digest of the files' content as last seen on disk. */
  readonly digest: string;
}
