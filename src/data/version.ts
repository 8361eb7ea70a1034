import packageJson from '../../package.json';

/** The product's version, e.g. `0.1.0`: that of the repository's package.json, which all packages share. */
export const VERSION = packageJson.version;
