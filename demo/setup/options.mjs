import path from 'node:path';
import { parseArgs } from 'node:util';
import { archiveAccess } from '../../cli/dicomweb/archiveAccess.mjs';

export const help = `Usage: npm start -- [options]

Serves the OHIF viewer with the few-shot segmentation plugin and a DICOM archive.

Options:
  --port NUMBER   port to listen on, 0 for any free one (default 3000)
  --host NAME     address to listen on (default 127.0.0.1: this computer only)
  --data DIR      folder of the embedded archive (default .data)
  --pacs URL      serve this DICOMweb root instead of the embedded archive,
                  e.g. http://127.0.0.1:8042/dicom-web
  --pacs-user NAME             user of the PACS, or FEW_SHOT_PACS_USER
  --pacs-password-file FILE    file whose first line is the password, or
                               FEW_SHOT_PACS_PASSWORD
  --pacs-timeout SECONDS       how long the PACS may take to answer (default 60)
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
 * @param {Record<string, string | undefined>} environment may hold the user and the password of the PACS
 * @returns {{help: boolean, port: number, host: string, data: string, pacs: {url: string, user?: string,
 * password?: string, timeout: number} | undefined, demo: boolean, build: boolean, warnings: string[]}}
 * @throws an Error that names the invalid option
 */
export function parseOptions(args, root, environment = {}) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      pacs: { type: 'string' },
      'pacs-user': { type: 'string' },
      'pacs-password-file': { type: 'string' },
      'pacs-timeout': { type: 'string', default: '60' },
      'no-demo': { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  const warnings = [];
  const pacs = parsePacs(values, environment, warnings);
  const data = values.data === undefined ? path.join(root, '.data') : path.resolve(values.data);
  return {
    help: values.help,
    port,
    host: values.host,
    data,
    pacs,
    demo: !values['no-demo'],
    build: !values['no-build'],
    warnings,
  };
}

function parsePacs(values, environment, warnings) {
  if (values.pacs === undefined) {
    const lone = ['pacs-user', 'pacs-password-file'].find((name) => values[name] !== undefined);
    if (lone) throw new Error(`--${lone} needs --pacs, the DICOMweb root that it belongs to.`);
    return undefined;
  }
  const { access, warnings: found } = archiveAccess(
    {
      url: values.pacs,
      user: values['pacs-user'],
      passwordFile: values['pacs-password-file'],
      timeout: values['pacs-timeout'],
    },
    environment,
    { url: '--pacs', passwordFile: '--pacs-password-file', timeout: '--pacs-timeout' },
  );
  warnings.push(...found);
  return access;
}
