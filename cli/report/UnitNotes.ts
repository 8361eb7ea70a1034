import type { ImageUnit } from '../../src/dicom/imageUnit';
import { unitMisfit } from '../../src/dicom/unitMisfit';

/** Maximum number of series that are named. */
const MAX_NAMES = 5;

/** Collects the units of series, for one message. */
export class UnitNotes {
  private readonly counts = new Map<string, number>();
  private readonly remarks = new Map<string, string[]>();

  /** @param learnt units of the images that the model has learnt, if there is one already */
  constructor(private readonly learnt: readonly string[] = []) {}

  /** @param name of the series in messages */
  add(name: string, modality: string, unit: ImageUnit): void {
    const kind = `${modality || 'images'} in ${unit.unit || 'arbitrary units'}`;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const remark =
      unitMisfit(this.learnt, unit) ||
      (unit.reason && `not in SUV, as ${unit.reason}; a constant factor would change no mask`);
    if (remark) this.remarks.set(remark, [...(this.remarks.get(remark) ?? []), name]);
  }

  /** The message; undefined where all values are arbitrary, as in MR. */
  describe(): string | undefined {
    const { counts, remarks } = this;
    if ([...counts.keys()].every((kind) => kind.endsWith('arbitrary units'))) return undefined;
    const kinds = [...counts].map(([kind, count]) => `${kind} (${count})`);
    const lines = [...remarks].map(([remark, names]) => {
      const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
      return `\n  ${names.slice(0, MAX_NAMES).join(', ')}${more}: ${remark}`;
    });
    return `values: ${kinds.join(', ')}${lines.join('')}`;
  }
}
