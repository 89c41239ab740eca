// Runs checks: `BASE_URL=http://127.0.0.1:8080 node run.mjs journey.check.mjs [names…]`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withBrowser } from './browser.mjs';

const [file, ...names] = process.argv.slice(2);
const checks = await import(pathToFileURL(resolve(file)));
for (const name of names.length ? names : Object.keys(checks)) {
  await withBrowser((browser) => checks[name](browser));
}
