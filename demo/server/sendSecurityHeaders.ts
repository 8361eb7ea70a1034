import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Sends the headers that isolate the viewer: - COOP, COEP and CORP, which enable shared memory and thus
 * threaded WASM; - a Content-Security-Policy that lets the page access only this server, so that pixels stay
 * here.
 *
 * The viewer's index.html contains a few inline scripts, which are allowed by their hashes.
 */
export async function sendSecurityHeaders(server: FastifyInstance, viewerDirectory: string): Promise<void> {
  const index = await readFile(path.join(viewerDirectory, 'index.html'), 'utf8');
  const policy = contentSecurityPolicy(inlineScriptHashes(index));
  server.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
  });
}

function inlineScriptHashes(html: string): string[] {
  const inlineScripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  return inlineScripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
}

function contentSecurityPolicy(scriptHashes: string[]): string {
  return [
    "default-src 'self'",
    // The viewer's array library (ndarray) compiles functions when it opens a segmentation, hence
    // unsafe-eval.
    `script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: ${scriptHashes.join(' ')}`,
    "worker-src 'self' blob:",
    // The viewer sets style attributes and injects style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    "connect-src 'self' blob: data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
