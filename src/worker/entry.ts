/** Entry point of the engine's Worker. */
import * as Comlink from 'comlink';
import { EngineService } from './EngineService';

Comlink.expose(new EngineService());
