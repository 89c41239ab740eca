// The joint decision from posting to selection: the engineer posts and lists, the firm says that it is
// interested, staff move it on, both sign; another lead firm finds nothing of it. On a telephone, without scripts,
// and once in English with them.
import assert from 'node:assert/strict';
import { allWords, fill, fits, go, press, quiet, reading, send, words } from './browser.mjs';

/** Who decides together. */
const ENGINEER = 'altaluz';
const OWNER = 'cerro-del-tesoro';
const STAFF = 'centro';
const STRANGER = 'brisanor';
const NAMES = ['Mariana Olvera Ruiz', 'Lucía Villaseñor Arce'];

const TONGUES = {
  es: {
    title: 'Separadores con doble rosca',
    text: 'Torneado CNC de separadores en aluminio 6061, con ISO 9001 vigente.',
    added: 'Agregado a la lista.',
    answered: /^Su respuesta quedó guardada/,
    moved: 'Listo: cambió de etapa.',
    stages: { short_list: 'Lista corta', visit: 'Visita', assessed: 'Evaluado', selected: 'Elegido' },
    signed: /^Su firma quedó registrada/,
    selected: 'Elegido: ya firmaron las dos partes.',
    missing: 'falta la firma del centro',
    interested: 'Le interesa',
  },
  en: {
    title: 'Standoffs with double thread',
    text: 'CNC turning of standoffs in aluminium 6061, with a valid ISO 9001 certificate.',
    added: 'Added to the list.',
    answered: /^Your answer is saved/,
    moved: 'Done: it has moved to another stage.',
    stages: { short_list: 'Short list', visit: 'Visit', assessed: 'Assessed', selected: 'Selected' },
    signed: /^Your signature is on record/,
    selected: 'Selected: both sides have signed.',
    missing: 'the centre’s signature is missing',
    interested: 'Is interested',
  },
};

export async function spanish_without_scripts(browser) {
  await walk(browser, { lang: 'es', scripts: false, width: 360 });
}

export async function english(browser) {
  await walk(browser, { lang: 'en', scripts: true });
}

async function walk(browser, reader) {
  const tongue = TONGUES[reader.lang];
  const as = (person, work) => reading(browser, { ...reader, person }, async (page) => {
    const done = await work(page);
    if (reader.width) await fits(page, `decision as ${person}, ${reader.width} px`);
    quiet(page, `decision as ${person}`);
    return done;
  });
  // Her own list of machines stands at the address of her plant, by which the shortlist names it.
  const own = (await send('/mi-empresa/maquinas', { person: OWNER })).headers.get('location');
  const site = own.split('/')[2];

  const { need, candidate } = await as(ENGINEER, async (page) => {
    const posted = await post(page, tongue);
    await shortlist(page, posted);
    return { need: posted, candidate: await list(page, tongue, posted, site) };
  });
  await as(STRANGER, (page) => nothing(page, need, candidate));
  await as(OWNER, (page) => answer(page, tongue, need));
  await as(STAFF, async (page) => {
    for (const stage of ['short_list', 'visit', 'assessed']) await move(page, tongue, candidate, stage);
  });
  await as(ENGINEER, (page) => signFirst(page, tongue, candidate));
  await as(STAFF, (page) => signSecond(page, tongue, candidate));
  await as(ENGINEER, (page) => chosen(page, tongue, need, candidate));
  await as(STRANGER, (page) => nothing(page, need, candidate));
}

/** The engineer posts a need by the form; answers its address. */
async function post(page, tongue) {
  await go(page, '/requerimientos');
  await press(page, 'main a[href="/requerimientos/nuevo"]');
  await fill(page, '#titulo', tongue.title);
  await fill(page, '#descripcion', tongue.text);
  await press(page, 'button[value=seguir]');
  const proposed = await allWords(page, 'fieldset.criterion legend');
  assert.ok(proposed.length >= 2, `proposed: ${proposed.join(' | ')}`);
  for (const step of ['seguir', 'seguir', 'seguir', 'publicar']) await press(page, `button[value=${step}]`);
  assert.match(page.url(), /\/preselecciones\/[0-9a-f-]{36}\?publicado=si$/);
  await press(page, 'nav.trail li:last-child a');
  const { pathname } = new URL(page.url());
  assert.match(pathname, /^\/requerimientos\/[0-9a-f-]{36}$/);
  assert.equal(await words(page, 'h1'), tongue.title);
  return pathname;
}

/** From the need she computes who fits today. */
async function shortlist(page, need) {
  await press(page, `form[action="${need}/preselecciones"] button`);
  assert.match(new URL(page.url()).pathname, /^\/preselecciones\/[0-9a-f-]{36}$/);
}

/** She puts a supplier on the list; answers the candidate's address. */
async function list(page, tongue, need, site) {
  const button = `button[name=sitio][value="${site}"]`;
  // A long group shows its first ones: the whole of each group has an address of its own.
  const saved = new URL(page.url()).pathname;
  for (const group of ['listo', 'programa', 'confirmar', 'no-cumple']) {
    if (await page.$(button)) break;
    await go(page, `${saved}?ver=${group}`);
  }
  await press(page, button);
  assert.equal(new URL(page.url()).pathname, `${need}/candidatos`);
  assert.equal(await words(page, 'p.done'), tongue.added);
  const link = 'section[aria-labelledby=long_list] tbody th a';
  assert.equal((await page.$$(link)).length, 1);
  return page.$eval(link, (a) => a.getAttribute('href'));
}

/** What is another lead firm's does not exist. */
async function nothing(page, need, candidate) {
  for (const path of [need, `${need}/candidatos`, candidate]) {
    const response = await go(page, path, 404);
    const told = await response.text();
    for (const name of NAMES) assert.ok(!told.includes(name), `${path} names ${name}`);
    assert.ok(!told.includes('Cerro del Tesoro'), `${path} names the supplier`);
  }
}

/** The owner finds the need among her opportunities, and says that she is interested. */
async function answer(page, tongue, need) {
  const path = need.replace('/requerimientos/', '/oportunidades/');
  await go(page, '/oportunidades');
  while (!(await page.$(`main h3 a[href="${path}"]`))) await press(page, 'nav.pages a[rel=next]');
  await press(page, `main h3 a[href="${path}"]`);
  assert.equal(await words(page, 'h1'), tongue.title);
  await page.click('input[name=interes][value=interested]');
  await fill(page, '#palabras', 'Lunes a las nueve');
  await press(page, `form[action="${path}/respuesta"] button`);
  assert.match(await words(page, 'p.done'), tongue.answered);
}

/** The stage at which a candidate stands, as its page says it. */
async function stands(page) {
  return words(page, 'section[aria-labelledby=estado] dl strong');
}

/** Staff move it on, with a word why. */
async function move(page, tongue, candidate, stage) {
  await go(page, candidate);
  // The firm's answer is there before anyone goes on.
  const known = await words(page, 'section[aria-labelledby=estado]');
  assert.ok(known.includes('Lunes a las nueve'), known);
  assert.ok(known.includes(tongue.interested), known);
  const form = `form[action="${candidate}/mover"]`;
  await page.click(`details:has(${form}) > summary`);
  await page.select(`${form} select[name=etapa]`, stage);
  await fill(page, `${form} textarea[name=palabras]`, `Acordado: ${stage}`);
  await press(page, `${form} button`);
  assert.equal(new URL(page.url()).searchParams.get('hecho'), 'movido');
  assert.equal(await words(page, 'p.done'), tongue.moved);
  assert.equal(await stands(page), tongue.stages[stage]);
  const history = await words(page, 'section[aria-labelledby=historia]');
  assert.ok(history.includes(`Acordado: ${stage}`), history);
}

/** One signature chooses nobody. */
async function signFirst(page, tongue, candidate) {
  await go(page, candidate);
  await press(page, `form[action="${candidate}/firmar"] button`);
  assert.match(await words(page, 'p.done'), tongue.signed);
  assert.equal(await stands(page), tongue.stages.assessed);
  const state = await words(page, 'section[aria-labelledby=estado]');
  assert.ok(state.includes(NAMES[0]) && !state.includes(NAMES[1]), state);
  assert.ok(state.includes(tongue.missing), state);
  assert.equal(await page.$(`form[action="${candidate}/firmar"]`), null, 'nobody signs twice');
}

/** The second does. */
async function signSecond(page, tongue, candidate) {
  await go(page, candidate);
  await press(page, `form[action="${candidate}/firmar"] button`);
  assert.equal(new URL(page.url()).searchParams.get('hecho'), 'elegido');
  assert.equal(await words(page, 'p.done'), tongue.selected);
}

/** It is shown as selected, with both names, on its page and on the list. */
async function chosen(page, tongue, need, candidate) {
  await go(page, candidate);
  assert.equal(await stands(page), tongue.stages.selected);
  const state = await words(page, 'section[aria-labelledby=estado]');
  for (const name of NAMES) assert.ok(state.includes(name), `${name} is missing: ${state}`);
  await go(page, `${need}/candidatos`);
  const rows = await allWords(page, 'section[aria-labelledby=selected] tbody tr');
  assert.equal(rows.length, 1, rows.join('\n'));
  for (const name of [...NAMES, 'Cerro del Tesoro']) assert.ok(rows[0].includes(name), rows[0]);
  const heading = await words(page, 'section[aria-labelledby=selected] h2');
  assert.ok(heading.startsWith(tongue.stages.selected), heading);
}
