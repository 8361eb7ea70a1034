import type { Channels, Planes } from './Channels';
import type { FieldOfView } from './FieldOfView';
import type { Segment } from './Segment';
import type { Acquisition } from './Acquisition';
import type { IntensityMapping } from './normalisation';
import type { SegmenterKind } from './SegmenterKind';

/** Everything but the weights that a trained segmenter needs in order to predict. */
export interface ModelDescription {
  /** In the order of the network's classes 1, 2, ... */
  segments: Segment[];
  field: FieldOfView;
  /** How the intensities of each series are brought to the network's range; `robust` when left out. */
  intensities?: IntensityMapping;
  /** What the examples' images are like, see `matchingNormalisation`; without it images are taken as they are. */
  acquisition?: Acquisition;
  network: {
    kind: SegmenterKind;
    size: number;
    width: number;
    levels: number;
    classes: number;
    /** Of the images that it sees; 1 (grey) when left out. Others are converted, see `withChannels`. */
    channels?: Channels;
    /** Planes that it sees at once; 1 when left out. */
    planes?: Planes;
    /** Networks whose probabilities are averaged, see `joinMembers`; one when left out. */
    members?: number;
  };
  /** How the networks are asked; each image once when left out. */
  prediction?: {
    /** Whether mirrored images are predicted, too, and the probabilities averaged: four times the work. */
    flips: boolean;
  };
}
