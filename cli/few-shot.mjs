#!/usr/bin/env node
// The command line runs directly from its TypeScript sources through tsx, so there is no build that could be
// out of date.
import v8 from 'node:v8';
import { register } from 'tsx/esm/api';

// Node 20's V8 has the final relaxed SIMD instructions, but disables them by default. Their fused
// multiply-add makes results bit-identical to newer versions, and training steps 5 to 10 % faster. Without
// them the kernels' other binary is used.
if (process.version.startsWith('v20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
register();
// V8 warns about asm.js in a decoder of compressed DICOM; the user can do nothing about that.
process.removeAllListeners('warning');
const { main } = await import('./main.ts');
// Dawn and TF.js keep threads and timers alive, so the process must exit explicitly.
process.exit(await main(process.argv.slice(2)));
