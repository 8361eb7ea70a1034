#!/usr/bin/env node
import { loadSources } from './loadSources.mjs';

// Stack traces are printed for developers only, and mapping them costs time.
process.setSourceMapsEnabled(Boolean(process.env.FEW_SHOT_DEBUG));
// V8 warns about asm.js in a decoder of compressed DICOM; the user can do nothing about that.
process.removeAllListeners('warning');
const { main } = await loadSources();
// Dawn and TF.js keep threads and timers alive, so the process must exit explicitly.
process.exit(await main(process.argv.slice(2)));
