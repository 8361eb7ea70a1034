import type { EngineErrorCode, EngineFailure } from './protocol';

/** An error of the engine whose message tells the reader what happened and what to do. */
export class EngineError extends Error implements EngineFailure {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'EngineError';
  }
}
