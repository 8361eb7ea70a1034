import { readFileSync } from 'node:fs';

/**
 * The rule for reaching a DICOMweb archive, for the server and the command line alike. Plain JavaScript,
 * because `npm start` reads its options before anything is installed.
 *
 * User and password come from the options, else from FEW_SHOT_PACS_USER and FEW_SHOT_PACS_PASSWORD, else from
 * the URL.
 *
 * @param {{url: string, user?: string, passwordFile?: string, timeout: string}} given what the options say
 * @param {Record<string, string | undefined>} environment
 * @param {{url: string, passwordFile: string, timeout: string}} names of the options, for messages
 * @returns {{access: {url: string, user?: string, password?: string, timeout: number}, warnings: string[]}}
 * the timeout is in seconds
 * @throws an Error that names the invalid option
 */
export function archiveAccess(given, environment, names) {
  if (!/^https?:$/.test(URL.canParse(given.url) ? new URL(given.url).protocol : '')) {
    throw new Error(`${names.url} must be an http or https URL, not "${withoutPassword(given.url)}".`);
  }
  if (!/^\d{1,5}$/.test(given.timeout) || Number(given.timeout) === 0) {
    throw new Error(`${names.timeout} must be a number of seconds, not "${given.timeout}".`);
  }
  const url = new URL(given.url);
  const warnings = [];
  if (url.password !== '') {
    warnings.push(
      `Warning: everybody on this computer can read the password in ${names.url} in the list of processes. ` +
        `Give it in FEW_SHOT_PACS_PASSWORD or by ${names.passwordFile} instead.`,
    );
  }
  const { passwordFile: file } = given;
  const password = file === undefined ? environment.FEW_SHOT_PACS_PASSWORD : readPassword(file, names);
  const user = given.user ?? environment.FEW_SHOT_PACS_USER;
  return { access: { url: url.href, user, password, timeout: Number(given.timeout) }, warnings };
}

/**
 * The value of the Authorization header.
 *
 * @param {{url: string, user?: string, password?: string}} access
 * @returns {string | undefined} undefined when neither user nor password is known
 */
export function basicAuthorization({ url, user, password }) {
  const { username, password: secret } = new URL(url);
  const name = user ?? decodeURIComponent(username);
  const word = password ?? decodeURIComponent(secret);
  if (name === '' && word === '') return undefined;
  return `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}`;
}

function readPassword(file, names) {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0];
  } catch (error) {
    throw new Error(`${names.passwordFile} ${file} cannot be read: ${error.message}`);
  }
}

/** A text that may be a URL, without what stands before the last @ of its authority. */
function withoutPassword(text) {
  return text.replace(/\/\/[^/]*@/, '//...@');
}
