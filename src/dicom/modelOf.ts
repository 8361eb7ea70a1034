import { itemOf, itemsOf, textOf, type Attributes } from './Attributes';

const NAME = 'model=';

/** The parameters of the algorithm that name the model of a DICOM SEG's segments. */
export function modelParameter(modelId: string): string {
  return NAME + modelId;
}

/** Id of the model that predicted the segments of a DICOM SEG; null if it names none. */
export function modelOf(seg: Attributes): string | null {
  const [segment] = itemsOf(seg, 'SegmentSequence');
  const parameters =
    segment && textOf(itemOf(segment, 'SegmentationAlgorithmIdentificationSequence'), 'AlgorithmParameters');
  return parameters?.startsWith(NAME) ? parameters.slice(NAME.length) : null;
}
