/**
 * Writes `src/worker/selfTestNumbers.ts` anew from the plain CPU kernels: `npx tsx
 * test/worker/writeSelfTestNumbers.ts`. To be run whenever networks, losses or optimisers change what they
 * compute, and only then.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBackend } from '../../src/backends/startBackend';
import { measure } from '../../src/worker/selfTest';

await startBackend('cpu', '');
const numbers = Object.entries(await measure());
const lines = numbers.map(([name, value]) => `  '${name}': ${Number(value.toPrecision(7))},`);
writeFileSync(
  fileURLToPath(new URL('../../src/worker/selfTestNumbers.ts', import.meta.url)),
  `/**
 * What the self-test measures on the plain CPU kernels. Written by
 * \`npx tsx test/worker/writeSelfTestNumbers.ts\`;
 * not to be edited.
 */
export const SELF_TEST_NUMBERS: Readonly<Record<string, number>> = {
${lines.join('\n')}
};
`,
);
