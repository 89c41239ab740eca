// A headless Chromium, ways to move through pages, and what must hold of every page.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import puppeteer from 'puppeteer-core';
import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
export const BASE = process.env.BASE_URL;
const { CHROMIUM = '/usr/bin/chromium', HEADFUL, SCREENSHOTS } = process.env;
const AXE = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Written by the template engine: void elements without slash, attributes always quoted.
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    // A list may have a name.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Several boxes of one group share its name.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }],
    // A link styled as a button and a table in a focusable region are wanted.
    'prefer-native-element': ['error', { exclude: ['region'] }],
  },
});

/** What was found wrong so far: a check goes on, so that one run tells everything. */
const faults = [];

function found(label, what) {
  if (what.length) faults.push(`${label}\n  ${what.join('\n  ')}`);
}

/** A folder for files of a check, gone with its browser. */
let scratch;

export async function folder() {
  return mkdtemp(join(scratch, 'files-'));
}

/**
 * Runs `work` with a browser that has its own empty profile, and closes it in any case. Fails if the
 * work did, or if anything was found wrong on the way.
 */
export async function withBrowser(work) {
  scratch = await mkdtemp(join(tmpdir(), 'eslabon-browser-'));
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    userDataDir: join(scratch, 'profile'),
    // Through a pipe: the browser ends with this process, however that ends.
    pipe: true,
    headless: !HEADFUL,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=es-MX',
    ],
  });
  try {
    await work(browser);
  } catch (error) {
    faults.push(error.stack);
  } finally {
    await browser.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
  if (faults.length) throw new Error(`${faults.length} found wrong:\n\n${faults.splice(0).join('\n\n')}`);
}

/** The sessions of the demonstration's people by key; a visitor has none. */
const SESSIONS = JSON.parse(process.env.SESSIONS ?? '{}');

/** What proves the forms of a person, as our pages carry it. */
export async function proof(person) {
  const html = await (await send('/cuenta', { person })).text();
  return html.match(/name="_token" value="([^"]+)"/)?.[1] ?? '';
}

/**
 * A page of a reader: language, width, with or without scripts, dark or light, acting as someone.
 * It remembers requests to other hosts and what the console complains of.
 */
export async function open(browser, { lang = 'es', width = 1280, scripts = true, person = 'centro', dark = false } = {}) {
  const context = await browser.createBrowserContext();
  const { hostname: domain, origin } = new URL(BASE);
  await context.setCookie({ name: 'lang', value: lang, domain, path: '/' });
  const session = SESSIONS[person];
  if (session) await context.setCookie({ name: 'session', value: session, domain, path: '/' });
  const page = await context.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(scripts);
  if (dark) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  page.lang = lang;
  page.foreign = [];
  page.faults = [];
  // Addresses that are to answer with an error; Chromium reports those on the console.
  page.refused = new Set();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) page.foreign.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !page.refused.has(message.location()?.url)) page.faults.push(message.text());
  });
  page.on('pageerror', (error) => page.faults.push(String(error)));
  return page;
}

/** The reader goes on in another language. */
export async function speak(page, lang) {
  const { hostname: domain } = new URL(BASE);
  await page.browserContext().setCookie({ name: 'lang', value: lang, domain, path: '/' });
  page.lang = lang;
}

/** Opens a page, lets `work` use it, and puts its whole profile away. */
export async function reading(browser, who, work) {
  const page = await open(browser, who);
  try {
    return await work(page);
  } finally {
    await page.browserContext().close();
  }
}

/** Goes to a path and checks its status. */
export async function go(page, path, status = 200) {
  if (status >= 400) page.refused.add(BASE + path);
  const response = await page.goto(BASE + path, { waitUntil: 'load' });
  assert.equal(response.status(), status, `${path} answered ${response.status()}`);
  return response;
}

/** Presses a control that leads to another page; answers that page's response. */
export async function press(page, selector, status = 200) {
  const control = await page.$(selector);
  assert.ok(control, `no ${selector} on ${page.url()}`);
  // A form that answers with an error does so at the address to which it is sent.
  if (status >= 400) page.refused.add(await control.evaluate((e) => e.form?.action ?? e.href));
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), control.click()]);
  assert.equal(response.status(), status, `${selector} led to ${response.status()} ${response.url()}`);
  return response;
}

/** Writes into a field, in place of what stands there. */
export async function fill(page, selector, text) {
  await page.$eval(selector, (field) => { field.value = ''; });
  await page.type(selector, text);
}

/** The words that are shown in an element, with single spaces. */
export async function words(page, selector) {
  const shown = await page.$eval(selector, (e) => e.innerText);
  return shown.replace(/\s+/g, ' ').trim();
}

/** The words of every such element. */
export async function allWords(page, selector) {
  const shown = await page.$$eval(selector, (all) => all.map((e) => e.innerText));
  return shown.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Sends a request as someone, without a browser. */
export async function send(path, { person = 'centro', lang = 'es', ...request } = {}) {
  const session = SESSIONS[person];
  const cookie = session ? `lang=${lang}; session=${session}` : `lang=${lang}`;
  return fetch(BASE + path, { redirect: 'manual', ...request, headers: { cookie, ...request.headers } });
}

/**
 * What must hold of the page as it is shown now: nothing from elsewhere, one heading, no complaint of
 * the console or of axe; on a phone and on a wide screen, with everything folded and unfolded.
 */
export async function audit(page, name) {
  const label = `${name} (${page.lang})`;
  const headings = await page.$$eval('h1', (all) => all.length);
  if (headings !== 1) found(label, [`${headings} h1`]);
  for (const width of [360, 1280]) {
    await whole(page, width);
    await photograph(page, name, width);
    await fits(page, `${label}, ${width} px`);
  }
  await axe(page, `${label}, 1280 px`);
  await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
  await whole(page, 360);
  await fits(page, `${label}, 360 px, unfolded`);
  await axe(page, `${label}, 360 px, unfolded`);
  await targets(page, `${label}, 360 px`);
  quiet(page, label);
}

/** Makes the window as high as the page, so that bars that stick to its edge cover nothing. */
async function whole(page, width) {
  await page.setViewport({ width, height: 900 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewport({ width, height: Math.max(900, height) });
}

/** Nothing was asked of other hosts and the console complains of nothing. */
export function quiet(page, label) {
  found(`${label}: requests to other hosts`, page.foreign.splice(0));
  found(`${label}: console`, page.faults.splice(0));
}

/** Whether the page does without scrolling sideways. */
export async function fits(page, label) {
  const { wider, what } = await page.evaluate(() => {
    const root = document.documentElement;
    const inScroll = (e) => e.closest('.scroll') && !e.matches('.scroll');
    const out = [...document.body.querySelectorAll('*')]
      .filter((e) => !inScroll(e) && e.checkVisibility() && e.getBoundingClientRect().right > root.clientWidth + 1);
    return { wider: root.scrollWidth - root.clientWidth, what: out.slice(-3).map((e) => e.outerHTML.slice(0, 120)) };
  });
  if (wider > 0) found(`${label}: scrolls sideways by ${wider} px`, what);
}

/**
 * Whether every target can be hit with a thumb: 44 px high; links in cells of tables 24 px, as WCAG
 * 2.2 asks; links in running text as the text is.
 */
export async function targets(page, label) {
  const small = await page.evaluate(() => {
    const wanted = (e) => {
      if (e.tagName !== 'A') return 44;
      const block = e.closest('p, li, td, th, dd, dt, h1, h2, h3, legend');
      if (getComputedStyle(e).display === 'inline' && block) {
        const rest = block.cloneNode(true);
        rest.querySelectorAll('a, .hidden, .badge').forEach((one) => one.remove());
        if (/\p{L}/u.test(rest.textContent)) return 0;
      }
      return e.closest('td, th') ? 24 : 44;
    };
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
      .filter((e) => e.checkVisibility() && !e.closest('.skip'))
      .map((e) => [e, (e.matches('[type=checkbox], [type=radio]') && e.closest('label')) || e])
      .filter(([e, hit]) => hit.getBoundingClientRect().height < wanted(e) - 0.5)
      .map(([e, hit]) => `${Math.round(hit.getBoundingClientRect().height)} px: ${e.outerHTML.slice(0, 120)}`);
  });
  found(`${label}: targets that are too small`, small);
}

/** Fails on axe-core's violations. It runs in an isolated world, so the page's policy holds. */
async function axe(page, label) {
  const client = await page.createCDPSession();
  const { frameTree } = await client.send('Page.getFrameTree');
  const { executionContextId: contextId } = await client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const run = async (expression) => {
    const answer = await client.send('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true });
    assert.ok(!answer.exceptionDetails, JSON.stringify(answer.exceptionDetails));
    return answer.result.value;
  };
  await run(`${AXE}; true`);
  const violations = await run(`axe.run(document, {
    preload: false, resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160)
    + ' (' + [...n.any, ...n.all, ...n.none].map((c) => c.message).join('; ') + ')').join(' | ')))`);
  await client.detach();
  found(`${label}: axe`, violations);
}

/** Fails on errors of the HTML validator in what the server sent. */
export async function validate(response, label) {
  const report = await validator.validateString(await response.text());
  const errors = report.results.flatMap((r) => r.messages).map((m) => `${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
  found(`${label}: not valid HTML`, errors);
}

/** Keeps a picture of the whole page for a person to look at, where a folder is named. */
export async function photograph(page, name, width) {
  if (!SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-${page.lang}-${width}.png`) });
}

/** Moves the focus with the Tab key alone until it is on such a control; it must be visible all the way. */
export async function tabTo(page, selector, most = 250) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    const { there, wrong } = await page.evaluate((wanted) => {
      const e = document.activeElement;
      // Between the end of the page and its beginning the browser itself has the focus.
      if (!e || e === document.body) return { there: false };
      const name = e.outerHTML.slice(0, 120);
      const style = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      const there = e.matches(wanted);
      if (right - left < 1 || bottom - top < 1) return { there, wrong: `outside the window: ${name}` };
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      if (!outlined) return { there, wrong: `no outline: ${name}` };
      const at = [[1, 1], [1, 3], [2, 2], [3, 1], [3, 3]].map(([x, y]) =>
        document.elementFromPoint(left + ((right - left) * x) / 4, top + ((bottom - top) * y) / 4));
      const own = (one) => one && (e.contains(one) || one.contains(e) || one.closest('label')?.contains(e));
      return { there, wrong: at.some(own) ? undefined : `covered: ${name}` };
    }, selector);
    if (wrong) found(`focus after Tab on ${page.url()}`, [wrong]);
    if (there) return;
  }
  assert.fail(`no ${selector} within ${most} presses of Tab on ${page.url()}`);
}

/** Presses a key that leads to another page. */
export async function key(page, name) {
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(name)]);
  assert.equal(response.status(), 200, `${name} led to ${response.status()} ${response.url()}`);
}
