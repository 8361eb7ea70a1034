import path from 'node:path';
import { repositoryRoot } from '../../../test/support/repositoryRoot';

/** The repository, or the unpacked archive of `bench:pack`, which has the same layout. */
const root = process.env.BENCH_ROOT ?? repositoryRoot;

/** Folder of TF.js's WASM binaries, ending in a slash. */
export const wasmAssets = `${path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;

export const torchScript = path.join(root, 'research/bench/torch/bench.py');
