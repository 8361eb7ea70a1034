#!/usr/bin/env node
// The command line runs from its TypeScript sources, through tsx: nothing to build, so nothing that can be out of date.
import { register } from 'tsx/esm/api';

register();
// V8 warns about the asm.js in a decoder of compressed DICOM. stderr is for what the user can do something about.
process.removeAllListeners('warning');
const { main } = await import('./main.ts');
// Dawn and TF.js keep threads and timers alive, so the process is ended.
process.exit(await main(process.argv.slice(2)));
