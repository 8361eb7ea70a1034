import * as z from 'zod/mini';
import { SessionError } from '../state/SessionError';

const texts = z._default(z.array(z.string()), []);
const entry = z.object({
  file: z.string(),
  name: z.optional(z.string()),
  modalities: texts,
  bodyParts: texts,
  units: texts,
  channels: z._default(z.literal([1, 3]), 1),
});
const list = z.array(entry);

/** A model that the server offers, as its list describes it. */
export type OfferedModel = z.infer<typeof entry>;

/** The models in a folder of the viewer's server: a JSON list, and the files that it names. */
export class SharedModels {
  private readonly url: URL;

  /**
   * @param address of the list, absolute or relative to the page
   * @throws SessionError when it is on another server
   */
  constructor(address: string) {
    this.url = new URL(address, window.location.href);
    this.check(this.url);
  }

  /** @throws SessionError that says what is wrong with the list */
  async list(): Promise<OfferedModel[]> {
    const answer = await this.fetch(this.url);
    let json: unknown;
    try {
      json = await answer.json();
    } catch {
      throw new SessionError(`The list of shared models (${this.url.pathname}) is not JSON.`);
    }
    const parsed = list.safeParse(json);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.');
    throw new SessionError(`The list of shared models (${this.url.pathname}) is not valid at “${where}”.`);
  }

  /** @throws SessionError when the server does not give the file */
  async read(file: string): Promise<ArrayBuffer> {
    const url = new URL(file, this.url);
    this.check(url);
    return (await this.fetch(url)).arrayBuffer();
  }

  private async fetch(url: URL): Promise<Response> {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return answer;
    const why = answer ? `answered ${answer.status}` : 'cannot be reached';
    throw new SessionError(`Shared models: the server ${why} for ${url.pathname}.`);
  }

  /** Nothing is fetched from elsewhere. */
  private check({ origin }: URL): void {
    if (origin === window.location.origin) return;
    throw new SessionError(`Shared models must come from the viewer's own server, not from ${origin}.`);
  }
}
