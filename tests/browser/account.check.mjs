// Account pages, people and centres: every page as it must be, and the way from an invitation to a sign-in
// with a second factor, with scripts and without.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { allWords, audit, fill, go, key, open, press, reading, speak, tabTo, validate, words } from './browser.mjs';

const TONGUES = ['es', 'en'];
/** Against a server that keeps its data, each run invites other people. */
const RUN = Date.now().toString(36);
const PASSWORD = 'siete garzas sobre el bordo seco';

/** The page as it stands, in both languages. */
async function look(browser, name, path, { person = 'centro', status = 200 } = {}) {
  await reading(browser, { person, width: 360 }, async (page) => {
    for (const lang of TONGUES) {
      await speak(page, lang);
      await validate(await go(page, path, status), `${name} (${lang})`);
      await audit(page, name);
    }
  });
}

/** The page to which a form has led; axe needs scripts. */
async function step(page, name, response) {
  await validate(response, `${name} (${page.lang})`);
  if (page.isJavaScriptEnabled()) await audit(page, name);
  await page.setViewport({ width: 360, height: 900 });
}

/** What an authenticator shows: RFC 6238, six digits, SHA-1, 30 seconds. */
function code(secret, steps = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of secret) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', bytes).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The address of a link that a page shows, on this server. */
async function linkOn(page) {
  return new URL(await page.$eval('#liga', (field) => field.value)).pathname;
}

const send = 'main form[method=post] button';

export async function pages(browser) {
  await look(browser, 'olvide', '/olvide', { person: 'visitante' });
  await look(browser, 'olvide-hecho', '/olvide?hecho=1', { person: 'visitante' });
  await look(browser, 'entrar-aviso', '/entrar?aviso=clave', { person: 'visitante' });
  await look(browser, 'liga-muerta', '/invitacion/x', { person: 'visitante', status: 404 });
  for (const person of ['centro', 'administracion', 'cerro-del-tesoro']) {
    await look(browser, `cuenta-${person}`, '/cuenta?hecho=cuenta', { person });
    await look(browser, `personas-${person}`, '/personas?hecho=fin', { person });
    await look(browser, `invitar-${person}`, '/personas/invitar', { person });
  }
  await look(browser, 'personas-ninguna', '/personas?q=zzzz', { person: 'centro' });
  await look(browser, 'clave', '/cuenta/clave');
  await look(browser, 'segundo-factor', '/cuenta/segundo-factor');
  await look(browser, 'sesiones', '/cuenta/sesiones');
  await look(browser, 'tokens', '/cuenta/tokens');
  await look(browser, 'centros', '/centros', { person: 'administracion' });
  await look(browser, 'centros-direccion', '/centros', { person: 'direccion' });
  await look(browser, 'centro-nuevo', '/centros/nuevo', { person: 'administracion' });
}

/** Forms that come back with faults, and answers that are shown once. */
export async function answers(browser) {
  for (const lang of TONGUES) {
    await reading(browser, { lang, person: 'altaluz', width: 360 }, async (page) => {
      await go(page, '/cuenta');
      await fill(page, '#name', '');
      await step(page, 'cuenta-error', await press(page, 'main form[action="/cuenta"] button', 422));
      await go(page, '/cuenta/clave');
      await step(page, 'clave-error', await press(page, send, 422));
      await go(page, '/cuenta/tokens');
      await step(page, 'tokens-error', await press(page, 'section form.text button', 422));
      await fill(page, '#name', `Reporte ${lang}`);
      await step(page, 'tokens-hecho', await press(page, 'section form.text button'));
      assert.match(await page.$eval('#token', (field) => field.value), /^[0-9a-f]{64}$/);
      await go(page, '/cuenta/tokens');
      await step(page, 'tokens-lista', await press(page, 'table form button'));
    });
    await reading(browser, { lang, person: 'administracion', width: 360 }, async (page) => {
      await go(page, '/centros/nuevo');
      await step(page, 'centro-nuevo-error', await press(page, send, 422));
      await fill(page, '#name', `Centro ${lang} ${RUN}`);
      await step(page, 'centros-dos', await press(page, send));
      await step(page, 'compartir', await press(page, 'td a[href$="/compartir"]'));
      await step(page, 'compartir-error', await press(page, send, 422));
      await page.select('#to', await page.$eval('#to option:last-of-type', (option) => option.value));
      await page.$eval('#until', (field) => { field.value = new Date(Date.now() + 9e8).toISOString().slice(0, 10); });
      await step(page, 'centros-acuerdo', await press(page, send));
      await go(page, '/personas?q=rosa');
      await step(page, 'personas-liga', await press(page, 'td a[href$="/liga"]'));
      await step(page, 'personas-liga-hecha', await press(page, send));
      const reset = await linkOn(page);
      await go(page, '/personas?q=rosa');
      await step(page, 'personas-terminar', await press(page, 'td a[href$="/terminar"]'));
      await go(page, '/personas/invitar');
      await page.select('#role', 'owner');
      await fill(page, '#organisation', 'a');
      await step(page, 'invitar-cual', await press(page, send, 422));
      await page.click('[name=organisation_id]');
      await fill(page, '#email', 'x');
      await step(page, 'invitar-error', await press(page, send, 422));
      assert.ok(await page.$('[name=organisation_id]:checked'), 'what was chosen is kept');
      await fill(page, '#email', `alguien-${lang}-${RUN}@taller.example`);
      await step(page, 'invitar-hecho', await press(page, send));
      const invited = await linkOn(page);
      await reading(browser, { lang, person: 'visitante', width: 360 }, async (other) => {
        await step(other, 'restablecer', await go(other, reset));
        await step(other, 'restablecer-error', await press(other, send, 422));
        await step(other, 'invitacion', await go(other, invited));
        await step(other, 'invitacion-error', await press(other, send, 422));
        await fill(other, '#name', 'Alguien');
        await fill(other, '#password', PASSWORD);
        await press(other, send);
      });
      await step(page, 'invitacion-otra-cuenta', await go(page, invited, 404));
    });
  }
}

export async function journey_in_spanish(browser) {
  await journey(browser, { lang: 'es', width: 360 });
}

export async function journey_without_scripts(browser) {
  await journey(browser, { lang: 'en', scripts: false });
}

/** Invitation → account → second factor → out → in again with a code. */
async function journey(browser, who) {
  const email = `jacinta-${who.lang}-${RUN}@cerro-del-tesoro.example`;
  const link = await reading(browser, { ...who, person: 'cerro-del-tesoro' }, async (page) => {
    await go(page, '/personas');
    await press(page, 'main a[href="/personas/invitar"]');
    await page.select('#role', 'editor');
    await fill(page, '#email', email);
    await press(page, send);
    return linkOn(page);
  });
  await reading(browser, { ...who, person: 'visitante' }, async (page) => {
    await go(page, link);
    assert.ok((await words(page, 'main')).includes(email));
    await fill(page, '#name', 'Jacinta Robles');
    await fill(page, '#password', PASSWORD);
    await press(page, send);
    // The privacy notice is asked for before anything else.
    assert.equal(new URL(page.url()).pathname, '/privacidad/aceptar');
    await page.click('#acepto');
    await press(page, send);
    assert.equal(new URL(page.url()).pathname, '/');
    await press(page, '.acting a[href="/cuenta"]');
    await press(page, 'main a[href="/cuenta/segundo-factor"]');
    const secret = (await words(page, 'main strong.code')).replaceAll(' ', '');
    await page.type('#code', code(secret));
    await step(page, 'recuperacion', await press(page, send));
    const recovery = await allWords(page, 'main li strong.code');
    assert.equal(recovery.length, 8);
    await page.emulateMediaType('print');
    assert.deepEqual(await allWords(page, 'main li strong.code'), recovery, 'the codes are printed');
    assert.equal(await page.$eval('.top', (e) => getComputedStyle(e).display), 'none');
    await page.emulateMediaType(null);
    await step(page, 'segundo-factor-activo', await go(page, '/cuenta/segundo-factor'));
    await step(page, 'segundo-factor-error', await press(page, send, 422));
    await press(page, 'form[action="/salir"] button');
    await go(page, '/entrar?a=%2Fcuenta');
    await fill(page, '#email', email);
    await fill(page, '#clave', PASSWORD);
    await step(page, 'entrar-codigo', await press(page, send));
    // The code of the next step: the one of this step was taken.
    await fill(page, '#codigo', code(secret, 1));
    await press(page, send);
    assert.equal(new URL(page.url()).pathname, '/cuenta');
    await press(page, 'form[action="/salir"] button');
    await go(page, '/entrar?a=%2Fcuenta');
    await fill(page, '#email', email);
    await fill(page, '#clave', PASSWORD);
    await press(page, send);
    await fill(page, '#codigo', recovery[0]);
    await press(page, send);
    assert.equal(new URL(page.url()).pathname, '/cuenta');
  });
}

/** Asking for a link and choosing who is invited, by keyboard alone. */
export async function keyboard(browser) {
  const page = await open(browser, { person: 'visitante', width: 360 });
  await go(page, '/entrar');
  await tabTo(page, 'a[href="/olvide"]');
  await key(page, 'Enter');
  await tabTo(page, '#email');
  await page.keyboard.type('nadie@nada.example');
  await tabTo(page, send);
  await key(page, 'Enter');
  assert.match(page.url(), /hecho=1/);
  const owner = await open(browser, { person: 'cerro-del-tesoro' });
  await go(owner, '/personas/invitar');
  await tabTo(owner, '#role');
  await tabTo(owner, send);
  await key(owner, 'Enter');
  assert.match(await linkOn(owner), /^\/invitacion\//);
}
