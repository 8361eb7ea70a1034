import * as z from 'zod/mini';

/** Settings of this extension in the viewer's configuration, under `fewShotSegment`. */
export interface Configuration {
  /** Address of a JSON list of models that the viewer's server offers. */
  sharedModels?: string;
  /** What is wrong with the settings, as text for the reader. */
  problems: string[];
}

const schema = z.optional(z.strictObject({ sharedModels: z.optional(z.string()) }));

/** @param appConfig the viewer's configuration, `window.config` */
export function parseConfiguration(appConfig: unknown): Configuration {
  const settings = (appConfig as { fewShotSegment?: unknown } | null | undefined)?.fewShotSegment;
  const parsed = schema.safeParse(settings);
  if (parsed.success) return { ...parsed.data, problems: [] };
  const text = `“fewShotSegment” in the viewer's configuration is not valid (${parsed.error.issues[0]?.message}). It is ignored.`;
  return { problems: [text] };
}
