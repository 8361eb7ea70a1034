import packageJson from '../../package.json';

/** The product's version, e.g. `0.1.0`, from the repository's package.json; all packages share it. */
export const VERSION = packageJson.version;
