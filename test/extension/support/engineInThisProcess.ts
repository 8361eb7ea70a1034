import * as Comlink from 'comlink';
import { EngineClient } from '../../../src/worker/EngineClient';
import { EngineService } from '../../../src/worker/EngineService';
import { WASM_ASSETS } from '../../support/backends';

/**
 * The real engine on WASM, in this process instead of a Worker.
 *
 * @param ports receives what is to be closed after the tests
 */
export function engineInThisProcess(ports: MessagePort[]): EngineClient {
  const createWorker = () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port2);
    Comlink.expose(new EngineService(), port2);
    port1.start();
    return Object.assign(port1, { terminate: () => port1.close() }) as unknown as Worker;
  };
  return new EngineClient(createWorker, { backend: 'wasm', assetsUrl: WASM_ASSETS });
}
