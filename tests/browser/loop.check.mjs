// The loop from a gap to a better place on the shortlist: staff see what a firm lacks for a need, propose the
// cheapest plan, three sides sign, the firm is referred step by step, institutions say that it was done, a visit finds
// each gap closed, and the firm is matched again, of which the engineer is told. On a telephone, without scripts.
import assert from 'node:assert/strict';
import { allWords, audit, fill, fits, go, press, proof, quiet, reading, send, validate, words } from './browser.mjs';

/** Who takes part. */
const ENGINEER = 'altaluz';
const OWNER = 'cerro-del-tesoro';
const STAFF = 'centro';
const PROVIDER = 'mezquitan';

const FIRM = 'Maquinados Cerro del Tesoro';
const NEED = 'Separadores de un piso en orden, en una semana';
const TITLE = 'Orden y entrega en Cerro del Tesoro';
/** What the firm reaches in the end, where the need asks for a figure: days from order to delivery. */
const REACHED = '6';
/** The groups of a shortlist, the best first. */
const GROUPS = ['listo', 'programa', 'confirmar', 'no-cumple'];

/** No more steps, gaps or turns than this, or something never ends. */
const MOST = 8;
const PATIENCE = 40;

/** The day of today where the centre is. */
const TODAY = new Date(Date.now() - 6 * 3600 * 1000).toISOString().slice(0, 10);

/** The pages that were looked at. */
const seen = new Set();

export async function spanish_without_scripts(browser) {
  const as = (person, work) => reading(browser, { lang: 'es', scripts: false, width: 360, person }, async (page) => {
    const done = await work(page);
    await fits(page, `loop as ${person}, 360 px`);
    quiet(page, `loop as ${person}`);
    return done;
  });
  const own = (await send('/mi-empresa/maquinas', { person: OWNER })).headers.get('location');
  const site = own.split('/')[2];
  const need = await posted();

  const before = await as(STAFF, (page) => matched(page, need, site));
  assert.equal(before, 'programa', 'it lacks something that local services close');
  const programme = await as(STAFF, (page) => proposed(page, need, site));
  for (const person of [OWNER, ENGINEER]) await as(person, (page) => signed(page, programme, 'firmado'));
  await as(STAFF, async (page) => {
    await signed(page, programme, 'acordado');
    await started(page, programme);
  });
  const referrals = await as(STAFF, (page) => referred(page, programme));
  assert.equal(referrals.length, 2, 'two steps');
  const ownReferral = await as(PROVIDER, answered);
  assert.ok(referrals.includes(ownReferral), ownReferral);
  // The other institution has no account: staff take down what it says.
  for (const other of referrals.filter((one) => one !== ownReferral)) {
    await as(STAFF, async (page) => {
      await go(page, other);
      await done(page, other);
    });
  }
  await as(STAFF, (page) => verified(page, programme));
  await as(STAFF, (page) => closed(page, programme));
  const after = await as(STAFF, (page) => matched(page, need, site));
  assert.equal(after, 'listo', 'it rises');
  assert.ok(GROUPS.indexOf(after) < GROUPS.indexOf(before));
  await as(ENGINEER, told);
}

/** Checks the page that is shown, the first time that one of this name is. Axe itself is a script. */
async function look(page, name, response) {
  if (seen.has(name)) return;
  seen.add(name);
  if (response) await validate(response, name);
  await page.setJavaScriptEnabled(true);
  await audit(page, `ciclo-${name}`);
  await page.setJavaScriptEnabled(false);
  await page.setViewport({ width: 360, height: 900 });
}

/** Writes a day into a field for days, in whatever order the browser shows its parts. */
async function day(page, selector, iso) {
  await page.$eval(selector, (field, value) => { field.value = value; }, iso);
}

/** The engineer's need: turned parts of a shop that has its floor in order and delivers within a week. */
async function posted() {
  const asks = (attribute, rest) => ({ attribute, strength: 'MUST', weight: 50, ...rest });
  const input = {
    title: { text: NEED, language: 'ES' },
    criteria: [
      asks('process.offered', { comparison: 'ANY_OF', concepts: ['process.cnc_turning'] }),
      asks('standard.held', { comparison: 'ANY_OF', concepts: ['standard.five_s'] }),
      asks('site.lead_time_days', { comparison: 'AT_MOST', amount: '7' }),
    ],
  };
  const query = 'mutation($input: NeedCreateInput!) { needCreate(input: $input) { need { id } errors { field code hint } } }';
  const headers = { 'content-type': 'application/json', 'x-form-token': await proof(ENGINEER) };
  const body = JSON.stringify({ query, variables: { input } });
  const made = await (await send('/graphql', { person: ENGINEER, method: 'POST', headers, body })).json();
  assert.ok(made.data?.needCreate?.need, JSON.stringify(made));
  const id = Buffer.from(made.data.needCreate.need.id, 'base64url').toString().match(/[0-9a-f-]{36}$/);
  assert.ok(id, JSON.stringify(made));
  return `/requerimientos/${id[0]}`;
}

/** Staff match the need; answers under which heading the firm stands. */
async function matched(page, need, site) {
  await go(page, need);
  assert.equal(await words(page, 'h1'), NEED);
  const response = await press(page, `form[action="${need}/preselecciones"] button`);
  await look(page, 'preseleccion', response);
  const saved = new URL(page.url()).pathname;
  assert.match(saved, /^\/preselecciones\/[0-9a-f-]{36}$/);
  for (const group of GROUPS) {
    await go(page, `${saved}?ver=${group}`);
    if (await page.$(`section#${group} .candidate h3 a[href="/proveedores/${site}"]`)) return group;
  }
  return assert.fail(`${FIRM} is in no group of ${saved}`);
}

/** From its gaps for the need staff plan, keep the cheapest plan, and lay it before the sides; answers its address. */
async function proposed(page, need, site) {
  const id = need.split('/').pop();
  await go(page, `/proveedores/${site}`);
  await press(page, `main a[href="/proveedores/${site}/brechas"]`);
  const gaps = await go(page, `/proveedores/${site}/brechas?requerimiento=${id}`);
  await look(page, 'brechas', gaps);
  const lacks = await allWords(page, 'section[aria-labelledby=brechas] tbody th');
  assert.equal(lacks.length, 2, lacks.join(' | '));
  assert.ok(lacks.some((one) => one.includes('Tiempo de entrega')), lacks.join(' | '));

  const desk = await press(page, `main a[href^="/proveedores/${site}/programas/nuevo"]`);
  await look(page, 'planear', desk);
  // Nobody has said what time the firm has: staff do, and plan with it.
  await fill(page, '#horas', '40');
  await press(page, 'section[aria-labelledby=deseos] form > div.buttons button');
  // The plans stand from the cheapest to the earliest, and the first is the one that is shown.
  const [cheapest] = await allWords(page, 'section[aria-labelledby=planes] td.num.nowrap');
  const chosen = await words(page, '#plan-elegido');
  assert.ok(cheapest && chosen.includes(cheapest), `${chosen}: ${cheapest}`);
  await fill(page, '#titulo', TITLE);
  const kept = await press(page, 'section[aria-labelledby=plan-elegido] form[method=post] button');
  assert.equal(await words(page, 'p.done'), 'Guardado como borrador.');
  assert.equal(await words(page, 'h1'), TITLE);
  await look(page, 'programa-borrador', kept);
  const { pathname } = new URL(page.url());
  assert.match(pathname, /^\/programas\/[0-9a-f-]{36}$/);
  await press(page, `form[action="${pathname}/proponer"] button`);
  assert.equal(await words(page, 'p.done'), 'Propuesto: las partes ya pueden firmarlo.');
  return pathname;
}

/** Someone signs for her side. */
async function signed(page, programme, word) {
  const list = await go(page, '/programas');
  await look(page, 'programas', list);
  const response = await press(page, `main a[href="${programme}"]`);
  await look(page, 'programa-propuesto', response);
  await fill(page, `form[action="${programme}/firmar"] textarea`, 'De acuerdo');
  await press(page, `form[action="${programme}/firmar"] button`);
  assert.equal(new URL(page.url()).searchParams.get('hecho'), word);
  assert.equal(await page.$(`form[action="${programme}/firmar"]`), null, 'nobody signs twice');
}

/** Once all have signed, it begins. */
async function started(page, programme) {
  await press(page, `form[action="${programme}/iniciar"] button`);
  assert.equal(await words(page, 'p.done'), 'El programa está en marcha.');
  assert.equal(await words(page, 'section[aria-labelledby=estado] dl strong'), 'en marcha');
}

/** Staff refer the firm for every step; answers the referrals' addresses. */
async function referred(page, programme) {
  const follow = `${programme}/seguimiento`;
  const link = 'section[aria-labelledby=acciones] a[href$="/canalizar"]';
  const referrals = [];
  for (let turn = 0; turn < MOST; turn += 1) {
    const steps = await go(page, follow);
    await look(page, 'seguimiento', steps);
    if (!(await page.$(link))) return referrals;
    const form = await press(page, link);
    await look(page, 'canalizar', form);
    await fill(page, '#palabras', 'Seis personas del turno matutino');
    await press(page, 'form[action$="/canalizar"] button');
    assert.equal(await words(page, 'p.done'), 'La canalización se envió.');
    referrals.push(new URL(page.url()).pathname);
  }
  return assert.fail(`more than ${MOST} referrals`);
}

/** The institution finds the referral, takes it, and says that it was done; answers its address. */
async function answered(page) {
  const list = await go(page, '/canalizaciones');
  await look(page, 'canalizaciones', list);
  assert.ok((await words(page, 'section[aria-labelledby=pendientes]')).includes(FIRM));
  const response = await press(page, 'section[aria-labelledby=pendientes] th a');
  await look(page, 'canalizacion', response);
  const { pathname } = new URL(page.url());
  await done(page, pathname);
  return pathname;
}

/** From the page of a referral: it is taken, and then done. */
async function done(page, referral) {
  await press(page, `form[action="${referral}/respuesta"] button[value=accept]`);
  assert.equal(await words(page, 'p.done'), 'La respuesta quedó guardada.');
  const form = await press(page, `main a[href="${referral}/resultado"]`);
  await look(page, 'resultado', form);
  await day(page, '#terminada', TODAY);
  await fill(page, '#personas', '6');
  await fill(page, '#nota', 'Todos terminaron');
  await press(page, `form[action="${referral}/resultado"] button`);
  assert.equal(await words(page, 'p.done'), 'El resultado quedó guardado y la acción, terminada.');
}

/** Staff were there, and say of each gap that it is closed, with what they measured where there is a figure. */
async function verified(page, programme) {
  await go(page, `${programme}/seguimiento`);
  const link = `section[aria-labelledby=brechas] a[href^="${programme}/brechas/"]`;
  const gaps = await page.$$eval(link, (all) => all.map((one) => one.getAttribute('href')));
  assert.equal(gaps.length, 2, gaps.join('\n'));
  let figures = 0;
  for (const gap of gaps) {
    const form = await go(page, gap);
    const isFigure = Boolean(await page.$('#medida'));
    await look(page, isFigure ? 'validar-cifra' : 'validar', form);
    await page.click('input[name=resultado][value=verified]');
    if (isFigure) {
      await fill(page, '#medida', REACHED);
      figures += 1;
    }
    await day(page, '#visita', TODAY);
    await page.click('input[name=alcance][value=yes]');
    await press(page, `form[action="${gap}"] button`);
    assert.match(await words(page, 'p.done'), /^La visita quedó guardada/);
  }
  assert.equal(figures, 1, 'one gap has a figure');
  const rows = await allWords(page, 'section[aria-labelledby=brechas] tbody tr');
  for (const row of rows) assert.ok(row.includes('Validada'), row);
}

/** All gaps are closed: the programme is over. */
async function closed(page, programme) {
  const response = await go(page, programme);
  assert.equal(await words(page, 'section[aria-labelledby=estado] dl strong'), 'validado');
  await look(page, 'programa-validado', response);
  await press(page, `form[action="${programme}/cerrar"] button`);
  assert.equal(await words(page, 'p.done'), 'El programa quedó cerrado.');
}

/** The engineer reads that the firm is ready for her need. */
async function told(page) {
  for (let turn = 0; turn < PATIENCE; turn += 1) {
    const response = await go(page, '/avisos');
    const cards = await allWords(page, 'main article.card');
    if (cards.some((one) => [FIRM, NEED, 'listo hoy'].every((part) => one.includes(part)))) {
      await look(page, 'avisos', response);
      return;
    }
    await new Promise((wake) => { setTimeout(wake, 500); });
  }
  assert.fail('nobody told the engineer');
}
