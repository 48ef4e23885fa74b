import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Keeps V8's compile cache beside the code: an attacker who can write there can change the code as well. Where the
// folder is read-only, there is no cache. Everything else is loaded after this, so that it is compiled once and not at
// every start (figures in docs/decisions/0012-speed.md).
enableCompileCache(fileURLToPath(new URL('compileCache', import.meta.url)));
await import('./start/serve.ts');
