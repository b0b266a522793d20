/**
 * Turns source maps of stack traces off, to be imported before anything else.
 *
 * Pulumi notes where each promise and resource was made, and ts-node looks every one of these places up in source
 * maps: a fifth of the processor time of a preview of a hundred workers.
 */
Reflect.deleteProperty(Error, "prepareStackTrace");
