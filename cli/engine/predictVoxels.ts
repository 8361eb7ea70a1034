import type { Image } from '../../src/data/Image';
import { longerSide } from '../../src/data/wholeImage';
import type { Segmenter } from '../../src/inference/Segmenter';
import { cutSlice, putSlice, slicingOf } from '../files/slicing';
import type { DicomStack } from '../files/stackFrames';
import type { Voxels } from '../files/Voxels';
import { InputError } from '../InputError';
import { planeImage } from './planeImage';
import type { PredictedCase, WantedOfCase } from './predictCase';
import { predictCase } from './predictCase';
import { stackImages } from './stackImages';

/** Maximum length of an image in fields of the model: it is predicted in tiles. */
const MAX_FIELDS = 64;

/** The masks of a volume or an image. */
export interface PredictedVoxels extends Pick<PredictedCase, 'agreement'> {
  /** Segment indices in the voxel order of the file. */
  labels: Uint8Array;
  /** Of each slice along the file's third axis, see `Prediction`. */
  confidences: number[];
  /** Of each segment, its probability at each voxel, 0..255; only if requested. */
  probabilities?: Uint8Array[];
}

/**
 * Predicts the voxels of a file. A model of the command line sees slices as viewers show them; a model that
 * was trained in the viewer sees a DICOM series as the viewer does, with its place in the patient.
 *
 * @param label name of the file or series in messages
 * @param wanted see `predictCase`
 * @throws InputError when the model cannot predict it
 */
export async function predictVoxels(
  segmenter: Segmenter,
  voxels: Voxels | DicomStack,
  label: string,
  wanted?: WantedOfCase,
): Promise<PredictedVoxels> {
  const { field } = segmenter.description;
  if (field.wholeImage) return predictSlices(segmenter, voxels, label, wanted);
  if (!('frames' in voxels)) {
    throw new InputError(
      'the model was trained in the viewer, and looks where masks were drawn in a patient: give a DICOM series, ' +
        'or train one with "few-shot train"',
    );
  }
  const images = stackImages(voxels);
  checkShare(segmenter, images[0], label);
  const { labelmaps, probabilities, ...rest } = await predictCase(segmenter, images, wanted);
  const area = images[0].rows * images[0].columns;
  const join = (slices: readonly Uint8Array[]) => {
    const voxels = new Uint8Array(area * images.length);
    slices.forEach((values, slice) => voxels.set(values, slice * area));
    return voxels;
  };
  return { labels: join(labelmaps), ...ofSegments(segmenter, probabilities, join), ...rest };
}

async function predictSlices(
  segmenter: Segmenter,
  voxels: Voxels,
  label: string,
  wanted?: WantedOfCase,
): Promise<PredictedVoxels> {
  const inMillimetres = segmenter.description.field.wholeImage === 'mm';
  if (inMillimetres && !voxels.spacing) {
    throw new InputError(
      `${label} does not say how large its pixels are, but the model learnt in mm. ` +
        'Add the spacing, or train on images without it.',
    );
  }
  const slicing = slicingOf(voxels);
  const { rows, columns, slices, spacing } = slicing;
  const images = Array.from({ length: slices }, (_, slice) => {
    const pixels = cutSlice(voxels.values, slicing, slice, voxels.channels);
    const plane = { rows, columns, spacing, channels: voxels.channels, pixels };
    return planeImage(plane, `${slice}`, '', slice);
  });
  if (inMillimetres) checkShare(segmenter, images[0], label);
  const predicted = await predictCase(segmenter, images, wanted);
  const { labelmaps, confidences, agreement, probabilities } = predicted;
  const join = (values: readonly Uint8Array[]) => {
    const voxels = new Uint8Array(rows * columns * slices);
    values.forEach((slice, i) => putSlice(slice, slicing, i, voxels));
    return voxels;
  };
  return {
    labels: join(labelmaps),
    confidences: slicing.step.slice < 0 ? confidences.reverse() : confidences,
    agreement,
    ...ofSegments(segmenter, probabilities, join),
  };
}

/** Joins the probabilities of the slices to those of each segment. */
function ofSegments(
  { description: { segments } }: Segmenter,
  probabilities: readonly Uint8Array[][] | undefined,
  join: (slices: readonly Uint8Array[]) => Uint8Array,
): Pick<PredictedVoxels, 'probabilities'> {
  if (!probabilities) return {};
  return { probabilities: segments.map((_, s) => join(probabilities.map((slice) => slice[s]))) };
}

function checkShare({ description: { field } }: Segmenter, image: Image, label: string): void {
  const share = longerSide(image) / ((field.zoom ?? 1) * field.edgeMm);
  if (share <= MAX_FIELDS) return;
  throw new InputError(
    `${label} is ${Math.round(share)} times as large as what the model looks at. Check the pixel spacing of both.`,
  );
}
