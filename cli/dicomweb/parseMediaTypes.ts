/** A media type with its parameters, e.g. `multipart/related; type="application/dicom"`. */
export interface MediaType {
  /** Lower case, without parameters. */
  type: string;
  /** Names in lower case; values without their quotes. */
  parameters: Record<string, string>;
}

/**
 * Reads the media types of an Accept or Content-Type header. Commas, semicolons and equals signs within
 * quotes belong to the value; unquoted values may contain slashes, as some DICOMweb clients write them.
 */
export function parseMediaTypes(header: string): MediaType[] {
  return split(header, ',').map((text) => {
    const [type = '', ...parameters] = split(text, ';');
    return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters.map(parseParameter)) };
  });
}

function parseParameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
  const value = equals < 0 ? '' : text.slice(equals + 1).trim();
  return [
    name,
    value.startsWith('"') ? value.slice(1, value.lastIndexOf('"')).replace(/\\(.)/g, '$1') : value,
  ];
}

function split(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
