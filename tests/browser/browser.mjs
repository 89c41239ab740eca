// A headless Chromium and the checks that every page must pass.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import puppeteer from 'puppeteer-core';
import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
export const BASE = process.env.BASE_URL;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Written by the template engine: void elements without slash, attributes always quoted.
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    // A link styled as a button and a table in a focusable region are wanted.
    'prefer-native-element': ['error', { exclude: ['region'] }],
  },
});

/** Runs `work` with a browser that has its own empty profile, and closes it in any case. */
export async function withBrowser(work) {
  const profile = await mkdtemp(join(tmpdir(), 'eslabon-browser-'));
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    userDataDir: profile,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=es-MX',
    ],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** A page in a language, of a width, with or without scripts. It fails on requests to other hosts. */
export async function open(browser, { lang = 'es', width = 1280, scripts = true, person } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(scripts);
  const { hostname } = new URL(BASE);
  await page.setCookie({ name: 'lang', value: lang, domain: hostname, path: '/' });
  if (person) await page.setCookie({ name: 'persona', value: person, domain: hostname, path: '/' });
  page.foreign = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(BASE).origin) page.foreign.push(request.url());
  });
  page.faults = [];
  page.on('console', (message) => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('pageerror', (error) => page.faults.push(String(error)));
  return page;
}

/** Goes to a path and checks its status. */
export async function go(page, path, status = 200) {
  const response = await page.goto(BASE + path, { waitUntil: 'load' });
  assert.equal(response.status(), status, `${path} answered ${response.status()}`);
  return response;
}

/** Submits the form to which the control belongs and waits for the next page. */
export async function press(page, selector) {
  await page.waitForSelector(selector);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(selector)]);
}

/** What must hold of the page as it is shown now. */
export async function audit(page, name) {
  assert.deepEqual(page.foreign, [], `${name}: requests to other hosts`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${name}: scrolls sideways by ${overflow} px`);
  const headings = await page.$$eval('h1', (all) => all.length);
  assert.equal(headings, 1, `${name}: ${headings} h1`);
  const violations = await axe(page);
  assert.deepEqual(violations, [], `${name}: axe`);
}

/** axe-core's violations, each in a line. It runs in an isolated world, so the page's policy holds. */
async function axe(page) {
  const source = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  const client = await page.createCDPSession();
  const { frameTree } = await client.send('Page.getFrameTree');
  const { executionContextId } = await client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const run = async (expression) => {
    const answer = await client.send('Runtime.evaluate', {
      expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
    });
    assert.ok(!answer.exceptionDetails, JSON.stringify(answer.exceptionDetails));
    return answer.result.value;
  };
  await run(`${source}; true`);
  const found = await run(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')))`);
  await client.detach();
  return found;
}

/** Errors of the HTML validator in what the server sends. */
export async function validate(path, lang = 'es', person) {
  const cookie = `lang=${lang}` + (person ? `; persona=${person}` : '');
  const html = await (await fetch(BASE + path, { headers: { cookie } })).text();
  const report = await validator.validateString(html);
  const errors = report.results.flatMap((r) => r.messages).map((m) => `${m.line}: ${m.ruleId}: ${m.message}`);
  assert.deepEqual(errors, [], `${path} (${lang}) is not valid HTML`);
}
