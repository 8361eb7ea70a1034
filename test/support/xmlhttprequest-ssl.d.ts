declare module 'xmlhttprequest-ssl' {
  /** The browser's XMLHttpRequest for Node. */
  export const XMLHttpRequest: typeof globalThis.XMLHttpRequest;
}
