import { itemsOf, numberOf, textOf, type Attributes } from './Attributes';
import type { SegContent } from './SegContent';

/** Attributes that all instances of a series share. */
const OF_SERIES = ['SeriesInstanceUID', 'SeriesNumber', 'SeriesDescription', 'SeriesDate', 'SeriesTime'];

/**
 * The attributes of the series that a new object joins: that of its predecessor, as its next instance.
 * Undefined when the object begins a series: it has no predecessor, or that was made by other equipment or
 * another version of it, which a series may not mix.
 */
export function continuedSeries({ predecessor, equipment }: SegContent): Attributes | undefined {
  if (!predecessor) return undefined;
  const { manufacturer, model, version } = equipment;
  const made = ['Manufacturer', 'ManufacturerModelName', 'SoftwareVersions'].map((key) =>
    textOf(predecessor, key),
  );
  if (made.join('\n') !== [manufacturer, model, version].join('\n')) return undefined;
  return {
    ...Object.fromEntries(OF_SERIES.map((keyword) => [keyword, predecessor[keyword] ?? ''])),
    InstanceNumber: (numberOf(predecessor, 'InstanceNumber') ?? 1) + 1,
  };
}

/** The reference to the predecessor, as items of a sequence; none without a predecessor. */
export function predecessorReference({ predecessor }: SegContent): Attributes[] {
  if (!predecessor) return [];
  return [
    {
      ReferencedSOPClassUID: textOf(predecessor, 'SOPClassUID'),
      ReferencedSOPInstanceUID: textOf(predecessor, 'SOPInstanceUID'),
    },
  ];
}

/** The tracking UID of the predecessor's segment of this name; undefined when there is none. */
export function earlierTracking({ predecessor }: Pick<SegContent, 'predecessor'>, name: string) {
  const segment = itemsOf(predecessor, 'SegmentSequence').find(
    (item) => textOf(item, 'SegmentLabel') === name,
  );
  return textOf(segment, 'TrackingUID') || undefined;
}
