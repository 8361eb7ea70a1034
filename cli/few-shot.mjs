#!/usr/bin/env node
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const READ_ONLY = ['EACCES', 'EPERM', 'EROFS'];

async function load() {
  try {
    return await import(pathToFileURL(await bundle()));
  } catch (error) {
    if (!READ_ONLY.includes(error.code)) throw error;
    // Where nothing can be written, the sources are loaded one by one.
    const { register } = await import('tsx/esm/api');
    register();
    return import('./main.ts');
  }
}

// Stack traces are printed for developers only, and mapping them costs time.
process.setSourceMapsEnabled(Boolean(process.env.FEW_SHOT_DEBUG));
// V8 warns about asm.js in a decoder of compressed DICOM; the user can do nothing about that.
process.removeAllListeners('warning');
const { main } = await load();
// Dawn and TF.js keep threads and timers alive, so the process must exit explicitly.
process.exit(await main(process.argv.slice(2)));
