import { imageUnit } from '../../src/dicom/imageUnit';
import { unitMisfit } from '../../src/dicom/unitMisfit';
import { petHeader } from '../support/petHeader';

const F18_SECONDS = 6586.2;

/** A series of two bed positions. */
const unitOf = (more: object = {}, drug: object = {}) =>
  imageUnit(
    'PT',
    ['100500', '101000'].map((AcquisitionTime) => ({ AcquisitionTime, ...petHeader({ ...more }, drug) })),
  );
const reasonOf = (more?: object, drug?: object) => unitOf(more, drug).reason;

describe('the unit of PET', () => {
  it('is SUV: weight over the dose, decayed until the series begins', () => {
    // Injected at 09:00:00, scanned from 10:00:00 on.
    const dose = 370e6 * 2 ** (-3600 / F18_SECONDS);
    expect(unitOf()).toEqual({ unit: 'SUV', factor: expect.closeTo(70_000 / dose, 10) });
    const dated = { RadiopharmaceuticalStartDateTime: '20240304090000.00' };
    const factor = 70_000 / (370e6 * 2 ** (-(25 * 3600) / F18_SECONDS));
    expect(unitOf({}, dated).factor).toBeCloseTo(factor, 6);
  });

  it('is SUV over the whole dose where images are corrected to its injection', () => {
    const more = { DecayCorrection: 'ADMIN' };
    const nothing = { RadionuclideHalfLife: undefined, RadiopharmaceuticalStartTime: undefined };
    expect(unitOf(more, nothing)).toEqual({ unit: 'SUV', factor: expect.closeTo(70_000 / 370e6, 12) });
  });

  it("is SUV already, or after Philips' factors", () => {
    expect(unitOf({ Units: 'GML', PatientWeight: undefined })).toEqual({ unit: 'SUV', factor: 1 });
    expect(unitOf({ Units: 'CNTS', '70531000': 0.0004 })).toEqual({ unit: 'SUV', factor: 0.0004 });
    const { factor = 0 } = unitOf({ Units: 'CNTS', '70531009': 2 });
    expect(factor / (unitOf().factor ?? 1)).toBeCloseTo(2, 9);
  });

  it.each([
    [/lacks PatientWeight$/, { PatientWeight: undefined }, {}],
    [/lacks PatientWeight$/, { PatientWeight: 0 }, {}],
    [
      /lacks RadionuclideTotalDose, RadionuclideHalfLife, Radiopharm.*StartTime$/,
      { RadiopharmaceuticalInformationSequence: [] },
      {},
    ],
    [/lacks AcquisitionDate$/, { AcquisitionDate: '' }, {}],
    [/counts \(Units CNTS\) without Philips/, { Units: 'CNTS' }, {}],
    [/proportional to counts \(Units PROPCPS\)/, { Units: 'PROPCPS' }, {}],
    [/does not name its Units/, { Units: undefined }, {}],
    [/SUVs are by lean body mass/, { Units: 'GML', SUVType: 'LBM' }, {}],
    [/not corrected for attenuation/, { CorrectedImage: ['DECY', 'SCAT'] }, {}],
    [/not corrected for decay/, { DecayCorrection: 'NONE' }, {}],
    [/injection was after the scan/, {}, { RadiopharmaceuticalStartTime: '113000' }],
    [/times cannot be read/, { SeriesTime: 'ten' }, {}],
  ])('is not SUV, and %s says why', (reason, more, drug) => {
    expect(reasonOf(more, drug)).toMatch(reason);
    expect(unitOf(more, drug)).toMatchObject({ unit: expect.not.stringMatching(/^SUV$/) });
  });

  it('is told by a model that has learnt another one', () => {
    const counts = unitOf({ Units: 'CNTS' });
    expect(unitMisfit(['SUV'], counts)).toMatch(
      /^It learnt PET in SUV; here PET is in counts, as it holds counts/,
    );
    expect(unitMisfit(['counts'], unitOf())).toBe('It learnt PET in counts; here PET is in SUV.');
    for (const learnt of [[], ['HU'], ['HU', 'counts']]) expect(unitMisfit(learnt, counts)).toBe('');
    expect(unitMisfit(['SUV'], imageUnit('MR', []))).toBe('');
  });
});

it('CT is in HU unless its header says otherwise, and MR in nothing', () => {
  expect(imageUnit('CT', [{}])).toEqual({ unit: 'HU' });
  expect(imageUnit('CT', [{ RescaleType: 'US' }])).toEqual({ unit: '' });
  expect(imageUnit('MR', [{ Units: 'BQML' }])).toEqual({ unit: '' });
});
