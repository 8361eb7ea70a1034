import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeInstance } from '../support/makeInstance';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
const pause = 2000;
let archive: ServedArchive;
beforeAll(async () => {
  archive = await serveArchive(path.join(folder, 'data'), { limits: { pause, received: 4_000_000 } });
});
afterAll(() => archive.close());

const type = 'multipart/related; type="application/dicom"; boundary=b';
const post = (body: Buffer<ArrayBuffer> | string, to = archive) =>
  fetch(`${to.dicomWebUrl}/studies`, { method: 'POST', headers: { 'Content-Type': type }, body });

/** Sends the head of a store request and then what `send` sends; resolves to what came back until the end. */
function storeBySocket(send: (socket: net.Socket) => void, to = archive): Promise<string> {
  const { hostname, port } = new URL(to.url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(
        `POST /dicomweb/studies HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: ${type}\r\n` +
          'Content-Length: 9000000\r\n\r\n--b\r\n\r\n',
      );
      send(socket);
    });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** Processor time of this process since a moment, s, which other work on the machine does not change. */
function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

test('100,000 empty parts are refused at once', async () => {
  const start = process.cpuUsage();
  const answer = await post(`${'--b\r\n\r\n\r\n'.repeat(100_000)}--b--`);
  expect(answer.status).toBe(413);
  expect(((await answer.json()) as { message: string }).message).toContain('too many parts');
  expect(processorTime(start)).toBeLessThan(5);
});

test('the 10,000 empty parts that a request may have are answered in seconds', async () => {
  const start = process.cpuUsage();
  const answer = await post(`${'--b\r\n\r\n\r\n'.repeat(10_000)}--b--`);
  expect(answer.status).toBe(409);
  expect(processorTime(start)).toBeLessThan(5);
});

test('a sender that pauses is answered, and its connection closed', async () => {
  const start = performance.now();
  const answer = await storeBySocket(() => undefined);
  expect(answer).toMatch(/^HTTP\/1\.1 408 .*too slowly/s);
  expect(performance.now() - start).toBeLessThan(10 * pause);
});

test('a sender of a byte now and then is, too', async () => {
  let timer: NodeJS.Timeout | undefined;
  const answer = await storeBySocket((socket) => {
    timer = setInterval(() => socket.write('x'), pause / 8);
  });
  clearInterval(timer);
  expect(answer).toMatch(/^HTTP\/1\.1 408 .*too slowly/s);
});

test('more at once than the memory is meant for: 503, and later there is room again', async () => {
  // One that waits for slow senders, so that the first one stays.
  const patient = await serveArchive(path.join(folder, 'full'), {
    limits: { pause: 60_000, received: 4_000_000 },
  });
  const body = Buffer.concat([Buffer.from('--b\r\n\r\n'), Buffer.alloc(3_000_000), Buffer.from('\r\n--b--')]);
  /** Repeats it until there is the answer; a refusal may end the connection while the body is being sent. */
  const answerOf = async (status: number) => {
    for (;;) {
      const answer = await post(body, patient).catch(() => undefined);
      if (answer?.status === status) return answer;
      await sleep(50);
    }
  };
  let refused: Response | undefined;
  // While one sender holds 3 of the 4 megabytes, others are refused.
  await storeBySocket((socket) => {
    socket.write(Buffer.alloc(3_000_000), () => {
      void answerOf(503).then((answer) => {
        refused = answer;
        socket.destroy();
      });
    });
  }, patient);
  expect(refused?.headers.get('retry-after')).toBe('5');
  await answerOf(409);
  await patient.close();
});

test('500 queries at once take seconds, clients included', async () => {
  const instances = Array.from({ length: 600 }, (_, index) =>
    makeInstance(`many${index % 20}/${index % 40}/${index}`, { InstanceNumber: index }),
  );
  expect((await storeInstances(archive.dicomWebUrl, instances)).status).toBe(200);
  const urls = ['/studies?PatientName=*Test*', '/series?Modality=MR', '/instances?includefield=all&limit=50'];
  const start = process.cpuUsage();
  const sizes = await Promise.all(
    Array.from({ length: 500 }, async (_, index) => {
      const answer = await fetch(archive.dicomWebUrl + urls[index % urls.length]);
      return ((await answer.json()) as unknown[]).length;
    }),
  );
  const seconds = processorTime(start);
  expect(sizes.slice(0, 3)).toEqual([20, 40, 50]);
  expect(seconds).toBeLessThan(8);
});
