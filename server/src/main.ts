import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Keeps what V8 has compiled beside the code: whoever could plant something there could as well change the code. Where it cannot be written to,
// nothing is kept. Everything else is loaded after this, so that it is compiled once and not at every start (figures in docs/decisions/0012-speed.md).
enableCompileCache(fileURLToPath(new URL('compileCache', import.meta.url)));
await import('./start/serve.ts');
