import type { Attributes } from './Attributes';
import { dicomText } from './dicomText';
import { newUid } from './newUid';
import { continuedSeries } from './predecessor';
import type { SegContent } from './SegContent';

/** The attributes that every object of ours has: SOP class and instance, series, and equipment. */
export function describeObject(
  content: SegContent,
  { sopClassUID, modality }: { sopClassUID: string; modality: string },
): Attributes {
  const { series, equipment, date = new Date(), makeUid = newUid } = content;
  const { day, time } = localTime(date);
  return {
    SOPClassUID: sopClassUID,
    SOPInstanceUID: makeUid('instance'),
    Modality: modality,
    ...(continuedSeries(content) ?? {
      SeriesInstanceUID: makeUid('series'),
      SeriesNumber: series.number,
      SeriesDescription: dicomText(series.description),
      SeriesDate: day,
      SeriesTime: time,
      InstanceNumber: 1,
    }),
    InstanceCreationDate: day,
    InstanceCreationTime: time,
    Manufacturer: dicomText(equipment.manufacturer),
    ManufacturerModelName: dicomText(equipment.model),
    DeviceSerialNumber: '1',
    SoftwareVersions: dicomText(equipment.version),
  };
}

/**
 * Date and time in DICOM format, in local time, as the images' own times are in their scanner's local time.
 */
export function localTime(date: Date): { day: string; time: string } {
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    day: `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`,
    time: `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`,
  };
}
