/** A series that is to be predicted. */
export interface FoundSeries {
  /** Series Instance UID. */
  uid: string;
  description: string;
  modality: string;
}

/** The work on one study: nothing of it is done twice, and its results are stored together. */
export interface StudyJob {
  /** Study Instance UID. */
  study: string;
  /** Patient ID; the name is not kept. */
  patient: string;
  /** Study Date as in DICOM, e.g. 20240305; may be empty. */
  date: string;
  description: string;
  series: FoundSeries[];
  /** Series numbers of the study, which new series must not repeat. */
  numbers: number[];
}

/** What was predicted on one series, or on one of the volumes that it holds. */
export interface SeriesResult {
  series: string;
  description: string;
  modality: string;
  /** Number of images. */
  images: number;
  /** By segment; null where the images do not say how large their pixels are. */
  volumes: { segment: string; pixels: number; millilitres: number | null }[];
  /** Mean confidence of the images on which something was found, 0..1; of all if nothing was. */
  confidence: number;
  /** Whether the mask reaches the edge of an image, or the first or last of several images. */
  touchesBorder: boolean;
  /** Mean Dice between the model's networks on the pictured image, 0..1; null for a single network. */
  agreement: number | null;
  /** The middle image of the mask with its outline, JPEG, base64. */
  picture: string;
  /** SOP Instance UID of the DICOM SEG. */
  seg: string;
}

/** What became of a study. */
export interface StudyResult {
  series: SeriesResult[];
  /** Wall time of the work, and the bytes that were retrieved. */
  seconds: number;
  bytes: number;
}
