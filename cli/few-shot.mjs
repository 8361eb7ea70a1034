#!/usr/bin/env node
// The command line runs from its TypeScript sources, through tsx: nothing to build, so nothing that can be
// out of date.
import v8 from 'node:v8';
import { register } from 'tsx/esm/api';

// V8 of Node 20 has the finished relaxed SIMD instructions, but switched off. With their fused multiply-add
// results are those of newer versions to the last digit, and a training step takes 5 to 10 % less. Without,
// the kernels' other binary is used.
if (process.version.startsWith('v20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
register();
// V8 warns about the asm.js in a decoder of compressed DICOM. stderr is for what the user can do something
// about.
process.removeAllListeners('warning');
const { main } = await import('./main.ts');
// Dawn and TF.js keep threads and timers alive, so the process is ended.
process.exit(await main(process.argv.slice(2)));
