import type { Channels } from '../../src/data/Channels';
import { toChannels } from '../../src/data/toChannels';
import { InputError } from '../InputError';
import { cutSlice, slicingOf } from '../files/slicing';
import type { Case } from './Case';
import type { CaseFiles } from './CaseFiles';
import type { LabelRule } from './LabelRule';
import { MaskFolder } from './MaskFolder';
import { maskNote } from './maskNote';
import { deriveRule } from './deriveRule';
import { listCases } from './listCases';
import type { RawCase } from './readCase';
import { readCase } from './readCase';

/** The user's options for reading images and masks. */
export interface ReadingOptions {
  /** Whether colour images are read as luminance. */
  grey?: boolean;
  /** Mask values that are labels; undefined to detect them. */
  labels?: readonly number[];
  /** Whether all labels are merged into one. */
  foreground?: boolean;
}

/**
 * Maximum number of voxels kept in memory (8 bytes each with the mask, 16 in colour); further cases are read
 * again when needed.
 */
const KEPT_VOXELS = 64e6;

/**
 * One or two folders of cases that share one label rule. Every file is read once at the start, so that a
 * damaged one is found before training rather than after an hour of it.
 */
export class Dataset {
  private readonly kept = new Map<CaseFiles, RawCase>();
  private keptVoxels = 0;

  private constructor(
    /** Sorted by name. */
    readonly train: readonly CaseFiles[],
    /** Undefined when there is no test folder. */
    readonly test: readonly CaseFiles[] | undefined,
  ) {}

  /** Labels of the masks. */
  rule: LabelRule = { labels: [], summary: '', apply: () => new Uint8Array(0) };
  /** A message that says how the masks were read. */
  maskNote = '';
  /** Whether every case has a pixel size. */
  inMillimetres = true;
  /** Channels of all images: if any image is in colour, grey ones are read as RGB, too. */
  channels: Channels = 1;
  /** A message with the number of colour images; undefined when there are none. */
  colourNote: string | undefined;

  /**
   * @param onRead called after each case has been read, with the total number of cases
   * @throws InputError that names the file when one cannot be used
   */
  static async open(
    train: string,
    test: string | undefined,
    { grey, labels, foreground }: ReadingOptions,
    onRead: (done: number, total: number) => void,
  ): Promise<Dataset> {
    const dataset = new Dataset(
      await listCases(train, 'train'),
      test === undefined ? undefined : await listCases(test, 'test'),
    );
    const all = [...dataset.train, ...(dataset.test ?? [])];
    const folders = test === undefined ? [new MaskFolder()] : [new MaskFolder(), new MaskFolder()];
    const [resampled, overlapping]: string[][] = [[], []];
    let colour = 0;
    for (const [index, files] of all.entries()) {
      const raw = await dataset.read(files);
      if (!raw.image.values.some(Number.isFinite)) {
        throw new InputError(`${files.image.path} has no usable pixel value. Take it away with its mask.`);
      }
      const folder = folders[index < dataset.train.length ? 0 : 1];
      folder.add({ ...raw, file: files.mask.path, values: raw.mask, columns: raw.image.size[0] });
      if (raw.resampled) resampled.push(files.name);
      if (raw.overlaps) overlapping.push(files.name);
      dataset.inMillimetres &&= raw.image.spacing !== undefined;
      if (raw.image.channels === 3) colour++;
      onRead(index + 1, all.length);
    }
    if (colour > 0) {
      if (!grey) dataset.channels = 3;
      dataset.colourNote =
        `${colour} of ${all.length} images are in colour: ` +
        (grey ? 'all are read as luminance' : 'all are read as red, green and blue (--grey: as luminance)');
    }
    dataset.rule = deriveRule(folders, { labels, foreground });
    const empty = folders.reduce((sum, folder) => sum + folder.empty, 0);
    dataset.maskNote = maskNote(dataset.rule.summary, { empty, resampled, overlapping });
    return dataset;
  }

  /** Reads a case and cuts it into slices. */
  async load(files: CaseFiles): Promise<Case> {
    const { image, mask, ...info } = await this.read(files);
    const slicing = slicingOf(image);
    const { channels } = this;
    return {
      name: files.name,
      channels,
      volume: slicing.slices > 1,
      slicing,
      slices: Array.from({ length: slicing.slices }, (_, slice) => ({
        pixels: toChannels(
          cutSlice(image.values, slicing, slice, image.channels),
          image.channels ?? 1,
          channels,
        ),
        labelmap: this.rule.apply(cutSlice(mask, slicing, slice), info),
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
