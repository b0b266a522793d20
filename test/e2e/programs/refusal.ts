import { RunError } from "@pulumi/pulumi";

// Fails with its first word, without slipway: no program can be heard of sooner.
throw new RunError("told");
