import { existsSync } from 'node:fs';

const programs = ['/usr/bin/gdcmconv', '/usr/bin/dcmcjpeg'];
const missing = programs.filter((program) => !existsSync(program));

/** `describe`, or `describe.skip` if the programs of Debian's libgdcm-tools and dcmtk are not installed. */
export const withCodecs = missing.length === 0 ? describe : describe.skip;
/** Suffix for the names of suites that use {@link withCodecs}. */
export const codecsReason = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', ')})`;
