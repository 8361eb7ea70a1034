import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from './repositoryRoot';

/** Debian's Python, which finds Debian's packages. */
const python = '/usr/bin/python3';
const packages = ['pydicom', 'numpy'].map((name) => `/usr/lib/python3/dist-packages/${name}`);
const isThere = [python, ...packages].every(existsSync);

/** `describe`, or `describe.skip` if pydicom is not installed. */
export const withPydicom = isThere ? describe : describe.skip;
/** Suffix for the names of suites that use {@link withPydicom}. */
export const pydicomReason = isThere
  ? ''
  : " (skipped: Debian's python3-pydicom or python3-numpy is not there)";

/** A frame of a segmentation, as read by pydicom. */
export interface PydicomFrame {
  /** Null in label maps, whose frames have all segments. */
  segment: number | null;
  /** SOP Instance UID of the image, and its frame number: 0 if there is none. */
  image: string;
  frame: number;
  label: string;
  dimensions: number[];
  position: number[] | null;
  orientation: number[] | null;
  /** Spacing between slices in mm, 0 if there is none; null without pixel measures. */
  between: number | null;
  /** Indices of the foreground pixels, in row-major order. */
  foreground: number[];
  values: number[];
}

export interface PydicomSeg {
  patient: string;
  number: number;
  /** SOP Class UID, Segmentation Type and Maximum Fractional Value. */
  kind: [string, string, number | null];
  frames: PydicomFrame[];
}

/** A measurement group of a report, as read by pydicom. */
interface PydicomGroup {
  /** Tracking identifier and tracking UID. */
  tracking: [string, string];
  finding: string;
  /** SOP Instance UID of the segmentation, and the number of its segment. */
  seg: string;
  segment: number;
  volume: number;
  unit: string;
}

export interface PydicomReport extends Pick<PydicomSeg, 'patient' | 'number' | 'kind'> {
  groups: PydicomGroup[];
}

/** Reads segmentations, or measurement reports, with pydicom and NumPy. */
export function readByPydicom<Read = PydicomSeg>(...files: ArrayBuffer[]): Read[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-test-'));
  try {
    const paths = files.map((bytes, i) => {
      const file = path.join(folder, `${i}.dcm`);
      writeFileSync(file, new Uint8Array(bytes));
      return file;
    });
    const script = path.join(repositoryRoot, 'test/support/readSegs.py');
    return JSON.parse(execFileSync(python, [script, ...paths], { encoding: 'utf8' })) as Read[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
