// A stand-in for the community Node.js layer's init.mjs: it hooks module loading, then loads the instrumentation.
import { createRequire, register } from 'node:module';

register('import-in-the-middle/hook.mjs', import.meta.url);
createRequire(import.meta.url)('./wrapper.js');
