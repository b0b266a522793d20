/** One ssh server with the only host key it may show. */
export interface SshHop {
  /** Name or address, seen from the machine that runs Pulumi (behind a jump: seen from the jump host). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Public host key in OpenSSH form, `ssh-ed25519 AAAA…`. Any other key is refused. */
  readonly hostKey: string;
}

/** A machine to log in to. */
export interface SshTarget extends SshHop {
  /** Operator's private key, OpenSSH or PEM form. Secret; used for the jump host too. */
  readonly privateKey: string;
  /** Host to go through when the machine has no address of its own outside. */
  readonly jump?: SshHop | undefined;
  /** What the site lets through to it, for the message when nothing answers. */
  readonly filter?: string | undefined;
}
