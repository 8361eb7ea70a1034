import type { EngineErrorCode, EngineFailure } from './protocol';

const NAME = 'EngineError:';

/** An error of the engine whose message tells the user what happened and what to do. */
export class EngineError extends Error implements EngineFailure {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
    // Only name, message and stack of an Error cross the Worker boundary, so the code travels in the name.
    this.name = NAME + code;
  }

  /** Restores an error that crossed the Worker boundary; anything unknown becomes `internal`. */
  static from(error: unknown): EngineError {
    if (error instanceof EngineError) return error;
    const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
    const code = name.startsWith(NAME) ? (name.slice(NAME.length) as EngineErrorCode) : 'internal';
    return new EngineError(code, message);
  }
}
