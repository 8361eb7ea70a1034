import { exportModel } from '../../extension/src/commands/exportModel';
import { saveModel } from '../../extension/src/commands/saveModel';
import { train } from '../../extension/src/commands/train';
import { downloadFile } from '../../extension/src/adapters/downloadFile';
import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';
import { engineInThisProcess } from './support/engineInThisProcess';
import { FakeViewer } from './support/FakeViewer';
import { openSession, texts, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/downloadFile', () => ({ downloadFile: jest.fn() }));
jest.setTimeout(120_000);
useSessions();

const SIZE = 48;
/** Attributes by which a patient, a study or an image could be found. */
const PATIENT = {
  PatientName: 'Distinctive^Hildegard',
  PatientID: 'PID-4711-XY',
  PatientBirthDate: '19370211',
  PatientSex: 'SexOther',
  PatientAge: '087Y',
  PatientAddress: 'Lindenallee 99',
  OtherPatientIDs: 'OTHER-0815',
  AccessionNumber: 'ACC-998877',
  StudyID: 'STUDYID-55',
  StudyInstanceUID: '1.2.826.0.1.111111',
  SeriesInstanceUID: '1.2.826.0.1.222222',
  FrameOfReferenceUID: '1.2.826.0.1.333333',
  StudyDate: '20240229',
  StudyTime: '112233',
  StudyDescription: 'Head of Hildegard',
  SeriesDescription: 'T1 of Hildegard',
  ReferringPhysicianName: 'Quack^Doctor',
  InstitutionName: 'Saint Elsewhere',
  DeviceSerialNumber: 'SERIAL-31337',
};

/** Three images with a bright square, of a patient with the attributes above. */
function study(): FakeViewer {
  const viewer = new FakeViewer();
  const imageIds = viewer.addSeries('mr', 3, { rows: SIZE, columns: SIZE });
  imageIds.forEach((imageId, i) => {
    const pixels = viewer.images.get(imageId)?.getPixelData() as Uint8Array;
    const inside = (at: number) =>
      Math.abs((at % SIZE) - 20 - i) < 8 && Math.abs(Math.floor(at / SIZE) - 24) < 8;
    pixels.forEach((_, at) => (pixels[at] = inside(at) ? 200 : 40 + (at % 7)));
    const metadata = viewer.metadata.get(imageId);
    Object.assign(metadata?.instance ?? {}, PATIENT, { SOPInstanceUID: `1.2.826.0.1.444444.${i}` });
    Object.assign(metadata?.imagePlaneModule ?? {}, { frameOfReferenceUID: PATIENT.FrameOfReferenceUID });
    const drawn = viewer.addSegmentation(`drawn-${i}`, [imageId], { 1: { label: 'Square' } });
    drawn[0].forEach((_, at) => (drawn[0][at] = inside(at) ? 1 : 0));
  });
  const { StudyInstanceUID, SeriesInstanceUID, SeriesDescription } = PATIENT;
  Object.assign(viewer.displaySets[0], { StudyInstanceUID, SeriesInstanceUID, SeriesDescription });
  return viewer;
}

/** The attributes whose value, or a part of it, is in the bytes. */
function found(bytes: ArrayBuffer): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const parts = (value: string) => [value, ...value.split(/[\^ ]/).filter((part) => part.length > 4)];
  const uids = { SOPInstanceUID: '1.2.826.0.1.444444' };
  return Object.entries({ ...PATIENT, ...uids }).flatMap(([name, value]) =>
    parts(value).some((part) => text.includes(part)) ? [name] : [],
  );
}

test('an exported model holds nothing by which its patient could be found', async () => {
  const ports: MessagePort[] = [];
  await startBackend('wasm', WASM_ASSETS);
  const overrides = { size: 32, width: 4, batch: 2, segmenterSteps: 4, generatorSteps: 2 };
  window.location.search = `?fewShotOverrides=${JSON.stringify(overrides)}`;
  const session = openSession(study(), engineInThisProcess(ports));
  await train(session, {});
  expect(texts(session)).toEqual([]);
  const { model } = session.store.getState();
  // The search would notice: the model of the session knows where the structure lies in this patient.
  expect(found(model?.bytes ?? new ArrayBuffer(0))).toEqual(['FrameOfReferenceUID']);
  await saveModel(session, {});
  const [{ id, facts }] = session.store.getState().models ?? [];
  expect(facts).toMatch(/^MR/);
  await exportModel(session, { id });
  const [bytes, name] = jest.mocked(downloadFile).mock.calls[0];
  expect(name).toBe('Square.safetensors');
  expect(found(bytes)).toEqual([]);
  ports.forEach((port) => port.close());
});
