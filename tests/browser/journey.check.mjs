// From a search to two compared candidates: the way of a lead firm's engineer, four times over.
import assert from 'node:assert/strict';
import { allWords, fill, go, key, open, press, quiet, reading, tabTo, words } from './browser.mjs';

const TONGUES = {
  es: {
    search: 'torneado CNC de latón',
    title: 'Bujes torneados para gabinete',
    text: 'Buenas tardes:\nnecesitamos torneado CNC de bujes en latón, 4,000 piezas al mes,\ncon ISO 9001 vigente. Saludos.',
    found: ['Torneado CNC', 'Latón', 'ISO 9001'],
    from: /^Por las palabras: (.+)$/,
    add: 'Fresado CNC',
    groups: ['listo hoy', 'listo con programa', 'por confirmar', 'por ahora no cumple'],
    why: 'Coincide por:',
    posted: 'Requerimiento publicado.',
    table: ['Se pide', 'Resultado', 'Qué se sabe', 'Evidencia, origen y antigüedad', 'Aporta'],
    verdict: /Cumple|Brecha|Sin dato/,
    other: 'en',
  },
  en: {
    search: 'CNC turning of brass',
    title: 'Turned bushings for a cabinet',
    text: 'Hello,\nwe need CNC turning of bushings in brass, 4,000 pieces a month,\nwith a valid ISO 9001 certificate. Regards.',
    found: ['CNC turning', 'Brass', 'ISO 9001'],
    from: /^From the words: (.+)$/,
    add: 'CNC milling',
    groups: ['ready now', 'ready after a programme', 'to be confirmed', 'out of reach for now'],
    why: 'Matches by:',
    posted: 'Need posted.',
    table: ['Asked', 'Verdict', 'What is known', 'Evidence, origin and age', 'Contributes'],
    verdict: /Meets|Gap|Unknown/,
    other: 'es',
  },
};

export async function spanish(browser) {
  await walk(browser, { lang: 'es', scripts: true });
}

export async function english(browser) {
  await walk(browser, { lang: 'en', scripts: true });
}

export async function spanish_without_scripts(browser) {
  await walk(browser, { lang: 'es', scripts: false, width: 360 });
}

async function walk(browser, reader) {
  const who = { person: 'altaluz', ...reader };
  const tongue = TONGUES[who.lang];
  const page = await open(browser, who);
  await search(page, tongue, who.scripts);
  await describe(page, tongue);
  const asked = await choose(page, tongue, who.scripts);
  await publish(page, tongue, asked);
  await explained(page, tongue, asked);
  await reopened(browser, page, who);
  await compared(page, asked);
  quiet(page, 'journey');
}

/** Words lead to a supplier, and the list says why. */
async function search(page, tongue, scripts) {
  await go(page, '/');
  if (scripts) {
    await fill(page, '#q', tongue.search.slice(0, 4));
    await page.waitForSelector('#sugerencias option');
  }
  await fill(page, '#q', tongue.search);
  await press(page, 'form.seek button');
  const [first] = await allWords(page, '.cards > li');
  assert.ok(first.includes(tongue.why), `the first hit does not say why: ${first}`);
  const name = await words(page, '.cards h3 a');
  await press(page, '.cards h3 a');
  assert.equal(await words(page, 'h1'), name);
}

/** What is looked for, pasted as it came. */
async function describe(page, tongue) {
  await press(page, 'nav.main a[href="/requerimientos"]');
  await press(page, 'main a[href="/requerimientos/nuevo"]');
  await fill(page, '#titulo', tongue.title);
  await fill(page, '#descripcion', tongue.text);
  await press(page, 'button[value=seguir]');
}

/** Criteria come from the text, each with its words; one is added by hand; then the place and the size. */
async function choose(page, tongue, scripts) {
  const proposed = await allWords(page, 'fieldset.criterion legend');
  for (const name of tongue.found) {
    assert.ok(proposed.some((one) => one.includes(name)), `${name} was not proposed: ${proposed.join(' | ')}`);
  }
  const whole = `${tongue.title}\n${tongue.text}`;
  for (const hint of await allWords(page, 'fieldset.criterion .hint')) {
    const [, led] = tongue.from.exec(hint) ?? assert.fail(`no words: ${hint}`);
    for (const one of led.split(', ')) assert.ok(whole.includes(one), `“${one}” does not stand in the text`);
  }
  assert.equal((await page.$$('fieldset.criterion .hint')).length, proposed.length, 'every proposal names its words');
  // Another language in the middle of the form keeps what was typed.
  await press(page, `button[formaction*="lang=${tongue.other}"]`);
  assert.equal((await page.$$('fieldset.criterion')).length, proposed.length);
  await press(page, `button[formaction*="lang=${page.lang}"]`);

  await fill(page, '#mas_proceso', tongue.add);
  await press(page, 'button[value=agregar]');
  const all = await allWords(page, 'fieldset.criterion legend');
  assert.equal(all.length, proposed.length + 1);
  assert.ok(all.at(-1).includes(tongue.add), all.at(-1));
  await page.click('fieldset.criterion:last-of-type input[value=wish]');
  await press(page, 'button[value=seguir]');

  await page.click('input[name=lugar][value=estados]');
  if (!scripts) await page.click('#estados');
  await page.click('input[name=estado][value="14"]');
  await fill(page, '#personal', '10');
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await page.$eval('#inicia', (field, value) => { field.value = value; }, day(120));
  await page.$eval('#cierra', (field, value) => { field.value = value; }, day(60));
  await press(page, 'button[value=seguir]');

  // On which terms: a ramp is spread over its months, from the one in which parts are needed.
  await fill(page, '#rampa_piezas', '500');
  await fill(page, '#rampa_meses', '6');
  await fill(page, '#rampa_hasta', '3,000');
  await press(page, 'button[value=seguir]');
  assert.equal((await page.$$('#revisar-condiciones svg rect')).length, 6);

  const criteria = await allWords(page, '#revisar-criterios li');
  assert.equal(criteria.length, all.length);
  const checked = await words(page, 'main');
  for (const said of [tongue.title, 'ISO 9001', tongue.add, 'Jalisco', '10']) {
    assert.ok(checked.includes(said), `the answers do not hold ${said}`);
  }
  // The place and the size are criteria, too.
  return criteria.length + 2;
}

/** Posting leads to the candidates at once: four groups, reasons in a line each. */
async function publish(page, tongue) {
  await press(page, 'button[value=publicar]');
  assert.match(page.url(), /\/preselecciones\/[0-9a-f-]{36}\?publicado=si$/);
  assert.equal(await words(page, 'p.done'), tongue.posted);
  const groups = await allWords(page, 'section.group h2');
  assert.deepEqual(groups.map((heading) => heading.replace(/ \([\d,]+\)$/, '')), tongue.groups);
  const figure = (text) => Number(/[\d,]+/.exec(text)[0].replaceAll(',', ''));
  const counted = (await allWords(page, 'ul.groups strong')).map(figure);
  assert.deepEqual(groups.map(figure), counted);
  const scored = figure(await words(page, 'p.lead'));
  assert.equal(counted.reduce((sum, one) => sum + one, 0), scored, 'every scored supplier is in one group');
  const reasons = await page.$$eval('.candidate', (all) => all.map((one) => one.querySelectorAll('.reasons li').length));
  assert.ok(reasons.length > 4 && reasons.every((count) => count > 0), `reasons: ${reasons}`);
}

/** A candidate's table has a row for each criterion, with verdict and evidence. */
async function explained(page, tongue, asked) {
  await page.click('details.why summary');
  assert.deepEqual(await allWords(page, 'details.why[open] thead th'), tongue.table);
  const rows = await allWords(page, 'details.why[open] tbody tr');
  assert.equal(rows.length, asked, rows.join('\n'));
  for (const row of rows) assert.match(row, tongue.verdict);
  await page.click('details.why[open] summary');
}

/** The saved shortlist says the same to whoever opens its address again, and its need leads to it. */
async function reopened(browser, page, who) {
  const { pathname } = new URL(page.url());
  const content = async (shown) => (await allWords(shown, 'main > :not(.done)')).join('\n');
  const before = await content(page);
  await reading(browser, who, async (again) => {
    await go(again, pathname);
    assert.equal(await content(again), before);
    await press(again, 'nav.trail li:last-child a');
    assert.ok(await again.$(`main a[href="${pathname}"]`), 'the need does not lead to its shortlist');
  });
}

/** Two candidates beside each other, criterion by criterion. */
async function compared(page, asked) {
  const picks = await page.$$('input[name=comparar]');
  const names = await allWords(page, '.candidate h3 a');
  for (const pick of picks.slice(0, 2)) {
    // Not under the bar that stays at the foot of the window.
    await pick.evaluate((box) => box.scrollIntoView({ block: 'center' }));
    await pick.click();
  }
  await press(page, 'form.candidates .sticky button');
  assert.deepEqual(await allWords(page, 'table.comparison thead a'), names.slice(0, 2));
  const rows = await page.$$eval('table.comparison tbody tr', (all) => all.map((row) => row.querySelectorAll('td').length));
  assert.ok(rows.length > asked && rows.every((cells) => cells === 2), `cells: ${rows}`);
}

/** The same way with Tab, Enter and Space alone; the focus is visible wherever it goes. */
export async function keyboard(browser) {
  const tongue = TONGUES.es;
  const page = await open(browser, { person: 'altaluz' });
  await go(page, '/');
  await tabTo(page, '.skip', 1);
  await page.keyboard.press('Enter');
  await tabTo(page, '#q', 1);
  await page.keyboard.type(tongue.search);
  await key(page, 'Enter');
  await tabTo(page, '.cards h3 a');
  await key(page, 'Enter');
  await tabTo(page, 'nav.main a[href="/requerimientos"]');
  await key(page, 'Enter');
  await tabTo(page, 'main a[href="/requerimientos/nuevo"]');
  await key(page, 'Enter');

  // An answer that is missing brings the focus to what must be corrected, and from there to the field.
  await tabTo(page, 'button[value=seguir]');
  await key(page, 'Enter');
  await page.waitForFunction(() => document.activeElement?.matches('.summary'));
  await tabTo(page, '.summary a', 1);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('#titulo'));
  await page.keyboard.type(tongue.title);
  await tabTo(page, '#descripcion', 1);
  await page.keyboard.type(tongue.text);

  for (const step of ['seguir', 'seguir', 'seguir', 'seguir', 'publicar']) {
    await tabTo(page, `button[value=${step}]`);
    await key(page, 'Enter');
  }
  assert.equal(await words(page, 'p.done'), tongue.posted);
  await tabTo(page, 'input[name=comparar]');
  await page.keyboard.press('Space');
  // Between them stands the button that puts the supplier on the need's list.
  await tabTo(page, 'details.why summary', 2);
  await page.keyboard.press('Space');
  assert.ok(await page.$('details.why[open]'), 'Space did not open the explanation');
  await tabTo(page, 'details.why[open] .scroll', 1);
  await tabTo(page, 'input[name=comparar]');
  await page.keyboard.press('Space');
  await tabTo(page, 'form.candidates .sticky button');
  await key(page, 'Enter');
  assert.equal((await page.$$('table.comparison thead a')).length, 2);
  quiet(page, 'journey by keyboard');
}
