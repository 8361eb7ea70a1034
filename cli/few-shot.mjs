#!/usr/bin/env node
// The command line runs directly from its TypeScript sources through tsx, so there is no build that could be
// out of date.
import { register } from 'tsx/esm/api';

register();
// V8 warns about asm.js in a decoder of compressed DICOM; the user can do nothing about that.
process.removeAllListeners('warning');
const { main } = await import('./main.ts');
// Dawn and TF.js keep threads and timers alive, so the process must exit explicitly.
process.exit(await main(process.argv.slice(2)));
