import type { Channels, Planes } from './Channels';
import type { FieldOfView } from './FieldOfView';
import type { Segment } from './Segment';
import type { Acquisition } from './Acquisition';
import type { IntensityMapping } from './normalisation';
import type { SegmenterKind } from './SegmenterKind';

/** Everything that a trained segmenter needs for prediction, except its weights. */
export interface ModelDescription {
  /** The segments, in the order of the network's classes 1, 2, ... */
  segments: Segment[];
  field: FieldOfView;
  /** How the intensities of each series are mapped to the network's range; `robust` if left out. */
  intensities?: IntensityMapping;
  /**
   * What the training images look like, see `matchingNormalisation`; if left out, images are not matched to
   * them.
   */
  acquisition?: Acquisition;
  network: {
    kind: SegmenterKind;
    size: number;
    width: number;
    levels: number;
    classes: number;
    /**
     * Channels of the network's input; 1 (grey) if left out. Other images are converted, see `withChannels`.
     */
    channels?: Channels;
    /** Planes that the network sees at once; 1 if left out. */
    planes?: Planes;
    /** Number of networks whose probabilities are averaged, see `joinMembers`; one if left out. */
    members?: number;
  };
  /** How images are predicted; each image once if left out. */
  prediction?: {
    /**
     * Whether mirrored images are also predicted and the probabilities averaged, which takes four times as
     * long.
     */
    flips: boolean;
    /**
     * Indices of the segments that every example shows, if there are enough examples to expect them on other
     * images, see `likeliestMasks`; none if left out.
     */
    expected?: number[];
  };
}
