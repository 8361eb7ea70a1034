import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from './repositoryRoot';

/** Debian's Python, which has Debian's packages. */
const python = '/usr/bin/python3';
const packages = ['pydicom', 'numpy'].map((name) => `/usr/lib/python3/dist-packages/${name}`);
const isThere = [python, ...packages].every(existsSync);

/** `describe`, or a skip where pydicom is not installed. */
export const withPydicom = isThere ? describe : describe.skip;
/** To be added to the name of what {@link withPydicom} describes. */
export const pydicomReason = isThere
  ? ''
  : " (skipped: Debian's python3-pydicom or python3-numpy is not there)";

/** A frame of a segmentation as pydicom reads it. */
export interface PydicomFrame {
  segment: number;
  /** SOP Instance UID of the image, and its frame number: 0 where none is given. */
  image: string;
  frame: number;
  label: string;
  dimensions: number[];
  position: number[] | null;
  orientation: number[] | null;
  /** Spacing between slices, 0 where none is given; null without pixel measures. */
  between: number | null;
  /** Indices of the foreground's pixels, row by row. */
  foreground: number[];
}

export interface PydicomSeg {
  patient: string;
  number: number;
  frames: PydicomFrame[];
}

/** Reads segmentations with pydicom and NumPy. */
export function readByPydicom(...files: ArrayBuffer[]): PydicomSeg[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-test-'));
  try {
    const paths = files.map((bytes, i) => {
      const file = path.join(folder, `${i}.dcm`);
      writeFileSync(file, new Uint8Array(bytes));
      return file;
    });
    const script = path.join(repositoryRoot, 'test/support/readSegs.py');
    return JSON.parse(execFileSync(python, [script, ...paths], { encoding: 'utf8' })) as PydicomSeg[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
