import path from 'node:path';
import { parseArgs } from 'node:util';

export const help = `Usage: npm start -- [options]

Serves the OHIF viewer with the few-shot segmentation plugin and a DICOM archive.

Options:
  --port NUMBER   port to listen on, 0 for any free one (default 3000)
  --host NAME     address to listen on (default 127.0.0.1: this computer only)
  --data DIR      folder of the embedded archive (default .data)
  --pacs URL      serve this DICOMweb root instead of the embedded archive,
                  e.g. http://127.0.0.1:8042/dicom-web (user:password@ is allowed)
  --no-demo       do not add the demo studies to the archive
  --no-build      serve the plugin as it was last built
  --help          show this text
`;

/**
 * Parses the command line. Uses Node's own parser because --help must work before anything is installed.
 *
 * @param {string[]} args
 * @param {string} root the repository; --data is relative to the current folder, its default to the
 * repository
 * @returns {{help: boolean, port: number, host: string, data: string, pacs: string | undefined, demo:
 * boolean, build: boolean}}
 * @throws an Error that names the invalid option
 */
export function parseOptions(args, root) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      pacs: { type: 'string' },
      'no-demo': { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  if (
    values.pacs !== undefined &&
    !/^https?:$/.test(URL.canParse(values.pacs) ? new URL(values.pacs).protocol : '')
  ) {
    throw new Error(`--pacs must be an http or https URL, not "${values.pacs}".`);
  }
  const data = values.data === undefined ? path.join(root, '.data') : path.resolve(values.data);
  return {
    help: values.help,
    port,
    host: values.host,
    data,
    pacs: values.pacs,
    demo: !values['no-demo'],
    build: !values['no-build'],
  };
}
