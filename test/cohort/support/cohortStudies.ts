import { dicomOf, phantomVolume } from '../../cli/support/phantoms';
import { makeReport } from '../../cli/support/makeReport';
import { makeInstance, uidsOf } from '../../support/makeInstance';

/** What is to become of a study. */
type Fate = 'predicted' | 'excluded' | 'failed';

/** A study of a generated cohort. */
interface CohortStudy {
  /** Study Instance UID. */
  uid: string;
  fate: Fate;
  /** Series that match, each of which gets a mask. */
  masks: number;
  instances: Uint8Array[];
}

/** Kinds of studies, in the order in which they recur. */
const KINDS: readonly { fate: Fate; masks?: number; make: (name: string, seed: number) => Uint8Array[] }[] = [
  { fate: 'predicted', make: (name, seed) => sphere(`${name}/t1`, seed, {}) },
  { fate: 'predicted', make: (name, seed) => sphere(`${name}/ct`, seed, { ...CT }) },
  // With a series that no rule matches, and a report.
  {
    fate: 'predicted',
    make: (name, seed) => [
      ...sphere(`${name}/t1`, seed, {}),
      ...sphere(`${name}/scout`, seed, { SeriesDescription: 'Scout' }).slice(0, 1),
      makeReport({
        StudyInstanceUID: uidsOf(name).studyUID,
        SeriesInstanceUID: uidsOf(`${name}/sr`).seriesUID,
        SOPInstanceUID: uidsOf(`${name}/sr/1`).instanceUID,
        PatientID: 'T1',
        SeriesDescription: 'Sphere report',
      }),
    ],
  },
  // Two series.
  {
    fate: 'predicted',
    masks: 2,
    make: (name, seed) => [...sphere(`${name}/a`, seed, {}), ...sphere(`${name}/b`, seed + 1000, {})],
  },
  { fate: 'predicted', make: (name, seed) => sphere(`${name}/xa`, seed, { Modality: 'XA' }).slice(3, 4) },
  {
    fate: 'excluded',
    make: (name, seed) => sphere(`${name}/t2`, seed, { SeriesDescription: 'T2' }),
  },
  // One image holds fewer pixels than it says.
  {
    fate: 'failed',
    make: (name, seed) => [
      ...sphere(`${name}/t1`, seed, {}).slice(1),
      makeInstance(`${name}/t1/0`, { ...SINGLE, PixelData: new Uint16Array(5).buffer }),
    ],
  },
  {
    fate: 'excluded',
    make: (name) => [makeInstance(`${name}/us/1`, { SeriesDescription: 'Cine', Modality: 'US' })],
  },
];

const CT = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', Modality: 'CT' };
const SINGLE = {
  SeriesDescription: 'Sphere single',
  Rows: 24,
  Columns: 32,
  PixelSpacing: [1.5, 1.5],
  PixelData: Uint16Array.from({ length: 24 * 32 }, (_, i) => i % 200).buffer,
};

/** The rule that matches the series to predict. */
export const SPHERES = 'SeriesDescription~sphere';

/** Generates studies of several modalities, some without a matching series and some broken. */
export function cohortStudies(count: number): CohortStudy[] {
  return Array.from({ length: count }, (_, index) => {
    const { fate, masks = 1, make } = KINDS[index % KINDS.length];
    const name = `cohort ${index}`;
    return { uid: uidsOf(name).studyUID, fate, masks, instances: make(name, index + 1) };
  });
}

function sphere(series: string, seed: number, attributes: Record<string, unknown>): Uint8Array[] {
  return phantomVolume(seed).map((slice, z) =>
    dicomOf(`${series}/${z}`, slice, z, { SeriesDescription: 'Sphere', ...attributes }),
  );
}
