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

describe('the unit of enhanced PET', () => {
  const DRUG = {
    RadionuclideTotalDose: 370e6,
    RadionuclideHalfLife: F18_SECONDS,
    RadiopharmaceuticalStartDateTime: '20240305090000.00',
  };
  /** Stored values to real world values, and to modality values by `rescale`. */
  const frame = (slope: number, { rescale = slope, intercept = 0, unit = 'Bq/ml' } = {}) => ({
    PixelValueTransformationSequence: [{ RescaleSlope: rescale, RescaleIntercept: 0 }],
    RealWorldValueMappingSequence: [
      {
        RealWorldValueSlope: slope,
        RealWorldValueIntercept: intercept,
        MeasurementUnitsCodeSequence: [{ CodeValue: unit, CodingSchemeDesignator: 'UCUM' }],
      },
    ],
  });
  const header = (more: object = {}, drug: object = {}) => ({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.130',
    PatientWeight: 70,
    AttenuationCorrected: 'YES',
    DecayCorrected: 'YES',
    DecayCorrectionDateTime: '20240305100000',
    RadiopharmaceuticalInformationSequence: [{ ...DRUG, ...drug }],
    PerFrameFunctionalGroupsSequence: [frame(0.5), frame(0.25)],
    ...more,
  });
  const unitOfEnhanced = (more?: object, drug?: object) => imageUnit('PT', [header(more, drug)]);

  it('is SUV, from the values at their places there', () => {
    const factor = 70_000 / (370e6 * 2 ** (-3600 / F18_SECONDS));
    expect(unitOfEnhanced()).toEqual({ unit: 'SUV', factor: expect.closeTo(factor, 10) });
    const shared = {
      SharedFunctionalGroupsSequence: [frame(3, { rescale: 1.5 })],
      PerFrameFunctionalGroupsSequence: [{}, {}],
    };
    expect(unitOfEnhanced(shared).factor).toBeCloseTo(2 * factor, 10);
    const atInjection = { DecayCorrectionDateTime: '20240305110000+0200' };
    const zoned = { RadiopharmaceuticalStartDateTime: '20240305110000+0200' };
    expect(unitOfEnhanced(atInjection, zoned).factor).toBeCloseTo(70_000 / 370e6, 12);
  });

  it('is SUV where its values are', () => {
    const suv = frame(2, { rescale: 1, unit: 'g/ml{SUVbw}' });
    const more = { PerFrameFunctionalGroupsSequence: [suv, suv], PatientWeight: undefined };
    expect(unitOfEnhanced(more)).toEqual({ unit: 'SUV', factor: 2 });
  });

  const frames = (...PerFrameFunctionalGroupsSequence: object[]) => ({ PerFrameFunctionalGroupsSequence });
  it.each([
    [/no real world value mapping/, frames({}, frame(1)), {}],
    [/no real world value mapping/, frames(frame(1), frame(1, { unit: '{counts}' })), {}],
    [/in g\/ml\{SUVlbm\}, not Bq/, frames(frame(1, { unit: 'g/ml{SUVlbm}' })), {}],
    [/more than one factor/, frames(frame(1, { rescale: 1 }), frame(2, { rescale: 1 })), {}],
    [/more than one factor/, frames(frame(1, { intercept: 5 })), {}],
    [/lacks PatientWeight, Radio.*Dose, Radio.*Life, Radio.*Start/, { PatientWeight: '' }, undefined],
    [/lacks DecayCorrectionDateTime/, { DecayCorrectionDateTime: undefined }, {}],
    [/not corrected for attenuation/, { AttenuationCorrected: 'NO' }, {}],
    [/not corrected for decay/, { DecayCorrected: 'NO' }, {}],
    [/injection was after the scan/, { DecayCorrectionDateTime: '20240305080000' }, {}],
    [/time zones/, { DecayCorrectionDateTime: '20240305100000+0100' }, {}],
    [/times cannot be read/, { DecayCorrectionDateTime: 'noon' }, {}],
    [/several radiopharm/, { RadiopharmaceuticalInformationSequence: [DRUG, DRUG] }, {}],
  ])('is not SUV, and %s says why', (reason, more, drug) => {
    const nothing = drug ? {} : { RadiopharmaceuticalInformationSequence: [] };
    const found = unitOfEnhanced({ ...more, ...nothing });
    expect(found.reason).toMatch(reason);
    expect(found.unit).not.toBe('SUV');
  });
});

it('CT is in HU unless its header says otherwise, and MR in nothing', () => {
  expect(imageUnit('CT', [{}])).toEqual({ unit: 'HU' });
  expect(imageUnit('CT', [{ RescaleType: 'US' }])).toEqual({ unit: '' });
  expect(imageUnit('MR', [{ Units: 'BQML' }])).toEqual({ unit: '' });
});
