import { InputError } from '../InputError';
import { cutSlice, slicingOf } from '../files/slicing';
import type { Case } from './Case';
import type { CaseFiles } from './CaseFiles';
import type { LabelRule } from './LabelRule';
import { foregroundRule, MaskValues } from './LabelRule';
import { listCases } from './listCases';
import type { RawCase } from './readCase';
import { readCase } from './readCase';

/** What the user says about masks. */
export interface MaskOptions {
  /** Values that are labels; undefined to find out. */
  labels?: readonly number[];
  /** Whether all labels are one. */
  foreground?: boolean;
}

/** Cases that were read stay in memory up to this many voxels (of 8 bytes with the mask); others are read again. */
const KEPT_VOXELS = 64e6;

/**
 * One or two folders of cases that are read by one rule. Every file is read once at the start, so that a damaged one is
 * found before an hour of training, not after it.
 */
export class Dataset {
  private readonly kept = new Map<CaseFiles, RawCase>();
  private keptVoxels = 0;

  private constructor(
    /** Sorted by name. */
    readonly train: readonly CaseFiles[],
    /** Undefined when there is no folder for testing. */
    readonly test: readonly CaseFiles[] | undefined,
  ) {}

  /** Labels of the masks. */
  rule: LabelRule = { labels: [], apply: () => new Uint8Array(0) };
  /** Whether every case says how large its pixels are. */
  inMillimetres = true;

  /**
   * @param onRead called after each case that was read, with how many there are
   * @throws InputError that names the file for everything that cannot be used
   */
  static async open(
    train: string,
    test: string | undefined,
    { labels, foreground }: MaskOptions,
    onRead: (done: number, total: number) => void,
  ): Promise<Dataset> {
    const dataset = new Dataset(
      await listCases(train),
      test === undefined ? undefined : await listCases(test),
    );
    const all = [...dataset.train, ...(dataset.test ?? [])];
    const values = new MaskValues();
    for (const [index, files] of all.entries()) {
      const raw = await dataset.read(files);
      if (!raw.image.values.some(Number.isFinite)) {
        throw new InputError(`${files.image.path} has no usable pixel value. Take it away with its mask.`);
      }
      values.add(files.mask.path, raw.mask, files.mask.kind === 'png' || files.mask.kind === 'jpeg');
      dataset.inMillimetres &&= raw.image.spacing !== undefined;
      onRead(index + 1, all.length);
    }
    const rule = values.rule(labels);
    dataset.rule = foreground ? foregroundRule(rule) : rule;
    return dataset;
  }

  /** Reads a case and cuts it into slices. */
  async load(files: CaseFiles): Promise<Case> {
    const { image, mask } = await this.read(files);
    const slicing = slicingOf(image);
    return {
      name: files.name,
      volume: slicing.slices > 1,
      slicing,
      slices: Array.from({ length: slicing.slices }, (_, slice) => ({
        pixels: cutSlice(image.values, slicing, slice),
        labelmap: this.rule.apply(cutSlice(mask, slicing, slice)),
      })),
    };
  }

  private async read(files: CaseFiles): Promise<RawCase> {
    const kept = this.kept.get(files);
    if (kept) return kept;
    const raw = await readCase(files);
    if (this.keptVoxels + raw.mask.length <= KEPT_VOXELS) {
      this.kept.set(files, raw);
      this.keptVoxels += raw.mask.length;
    }
    return raw;
  }
}
