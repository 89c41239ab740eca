// What pages weigh on the line, and the headers that every answer carries.
import assert from 'node:assert/strict';
import { go, open, send } from './browser.mjs';
import { needs, shortlist, supplier } from './stock.mjs';

const FIRST = 60 * 1024;
const LATER = 25 * 1024;

/** The first page in at most 60 KB, style and script included; each later one in at most 25 KB. */
export async function pages_are_light(browser) {
  const [need] = await needs('altaluz');
  const paths = [
    '/', '/buscar?q=torneado', '/buscar', await supplier('q=torneado&perfil=si'), await supplier('q=galvanoplastia'),
    '/requerimientos', need, '/requerimientos/nuevo', await shortlist(need, 'altaluz'), '/instituciones',
    '/vocabulario/process', '/vocabulario/material', '/acerca',
  ];
  const weights = {};
  const page = await open(browser, { person: 'altaluz', width: 360 });
  for (const path of paths) {
    await go(page, path);
    // Not by Network.loadingFinished: Chromium does not always report that of the document. What comes
    // from the browser's own store weighs nothing.
    weights[path] = await page.evaluate(() => ['navigation', 'resource']
      .flatMap((type) => performance.getEntriesByType(type))
      .reduce((sum, entry) => sum + entry.transferSize, 0));
  }
  const heavy = Object.entries(weights).filter(([path, bytes]) => bytes > (path === '/' ? FIRST : LATER));
  assert.deepEqual(heavy, [], `of ${JSON.stringify(weights)}`);
  assert.ok(Object.values(weights).every((bytes) => bytes > 500), `nothing was counted: ${JSON.stringify(weights)}`);
}

/** Style and script stay small even uncompressed, and may be kept for a year. */
export async function assets_are_small(browser) {
  const page = await open(browser, { width: 360 });
  await go(page, '/');
  const style = await page.$eval('link[rel=stylesheet]', (e) => e.getAttribute('href'));
  const script = await page.$eval('script[src]', (e) => e.getAttribute('src'));
  for (const [path, most] of [[style, 12 * 1024], [script, 5 * 1024]]) {
    const answer = await send(path);
    const bytes = (await answer.arrayBuffer()).byteLength;
    assert.ok(bytes > 0 && bytes <= most, `${path}: ${bytes} bytes`);
    assert.match(answer.headers.get('cache-control'), /immutable/);
    assert.ok(answer.headers.get('content-encoding'), `${path} is sent uncompressed`);
  }
  assert.equal((await page.$$('style, script:not([src]), [style]')).length, 0, 'something is inline');
}

/** Every answer, of whatever kind and state, carries the same protection. */
export async function every_answer_is_protected() {
  const answers = [
    ['/', {}], ['/buscar?q=torno', {}], ['/buscar.csv', {}], ['/buscar.xlsx', {}], ['/sugerencias?q=torn', {}],
    ['/requerimientos', {}], ['/importar', {}], ['/importar', { person: 'altaluz' }], ['/importar/plantillas/suppliers', {}],
    ['/no-existe', {}], ['/salir', {}], ['/entrar', { method: 'POST', body: new URLSearchParams({ email: 'x', clave: 'y' }) }],
    ['/entrar', { method: 'POST', headers: { origin: 'https://evil.example' } }], ['/graphql', {}], ['/uploads', { method: 'POST' }],
    ['/healthz', {}], ['/readyz', {}], ['/favicon.ico', {}], ['/assets/nada.css', {}],
  ];
  for (const [path, request] of answers) {
    const { headers, status } = await send(path, request);
    const label = `${request.method ?? 'GET'} ${path} (${status})`;
    const policy = headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'") && !policy.includes('unsafe'), label);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', label);
    assert.equal(headers.get('x-frame-options'), 'DENY', label);
    assert.equal(headers.get('referrer-policy'), 'same-origin', label);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', label);
    assert.ok(headers.get('permissions-policy'), label);
    assert.ok(headers.get('cache-control'), label);
    assert.ok(headers.get('x-request-id'), label);
    assert.equal(headers.get('server'), null, label);
  }
  const html = await (await send('/')).text();
  assert.ok(!/https?:\/\//.test(html.replaceAll('http://www.w3.org/2000/svg', '')), 'an address of another host stands in the page');
}
