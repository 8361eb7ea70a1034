import { meets, parseRule } from '../../cli/cohort/SeriesRule';

const series = {
  Modality: 'MR',
  SeriesDescription: 'T1 MPRAGE ax',
  NumberOfSeriesRelatedInstances: 20,
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  ImageType: ['ORIGINAL', 'PRIMARY'],
};

test.each([
  ['Modality=mr', true],
  ['Modality!=MR', false],
  ['SeriesDescription~t1.*ax', true],
  ['SeriesDescription!~t1', false],
  ['Images>=20', true],
  ['Images<=19', false],
  ['Plane=axial', true],
  ['Plane=coronal', false],
  ['ImageType=PRIMARY', true],
  ['BodyPartExamined=HEAD', false],
  ['BodyPartExamined!=HEAD', true],
])('the rule %s', (text, expected) => {
  expect(meets(series, parseRule(text))).toBe(expected);
});

test.each([
  ['Modality', 'is no rule'],
  ['Modality=', 'is no rule'],
  ['Images>=many', 'compares numbers'],
  ['SeriesDescription~(', 'Invalid regular expression'],
])('%s is refused in words', (text, message) => {
  expect(() => parseRule(text)).toThrow(message);
});
