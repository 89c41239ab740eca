// An SME takes charge of its registry entry, and an owner confirms without a password: on a phone, with
// and without scripts.
import assert from 'node:assert/strict';
import { audit, fill, fits, go, open, press, quiet, speak, validate, words } from './browser.mjs';
import { supplier } from './stock.mjs';

const REGISTRY = 'q=galvanoplastia';
const PROFILE = 'q=torneado&perfil=si';

/** Someone on a phone. */
async function phone(browser, person, scripts) {
  const page = await open(browser, { person, lang: 'es', width: 360, scripts });
  page.scripts = scripts;
  return page;
}

/** What must hold of a page; axe itself is a script. */
async function check(page, name) {
  await (page.scripts ? audit(page, name) : fits(page, name));
  await page.setViewport({ width: 360, height: 900 });
}

/** A page by its address, as it must be in both languages. */
async function look(page, name, path, status = 200) {
  for (const lang of ['en', 'es']) {
    await speak(page, lang);
    await validate(await go(page, path, status), `${name} (${lang})`);
    await check(page, name);
  }
}

async function step(page, name, response) {
  await validate(response, name);
  await check(page, name);
}

export async function claim(browser) {
  await claimed(browser, true);
}

export async function claim_without_scripts(browser) {
  await claimed(browser, false);
}

export async function confirmation(browser) {
  await confirmed(browser, true);
}

export async function confirmation_without_scripts(browser) {
  await confirmed(browser, false);
}

/** A visitor claims, staff approve, the link makes the owner. */
async function claimed(browser, scripts) {
  const visitor = await phone(browser, 'visitante', scripts);
  const firm = await supplier(REGISTRY);
  await go(visitor, firm);
  await press(visitor, `a[href="${firm}/es-mi-empresa"]`);
  await look(visitor, 'reclamar', `${firm}/es-mi-empresa`);
  await step(visitor, 'reclamar-fallas', await press(visitor, 'main form button', 422));
  await fill(visitor, '#name', 'Elvia Quintanar');
  await fill(visitor, '#email', 'elvia@galvano.example');
  await visitor.select('#evidence', 'tax_certificate');
  await fill(visitor, '#words', 'Es mi taller desde 2009.');
  await step(visitor, 'reclamar-enviada', await press(visitor, 'main form button'));
  assert.match(await words(visitor, '.done'), /Recibimos su solicitud/);

  const staff = await phone(browser, 'centro', scripts);
  await look(staff, 'reclamos', '/es-mi-empresa');
  await press(staff, 'main tbody th a');
  const one = new URL(staff.url()).pathname;
  await look(staff, 'reclamo', one);
  await step(staff, 'reclamo-sin-motivo', await press(staff, 'button[value=approve]', 422));
  await fill(staff, '#reason', 'La constancia coincide con el registro');
  await step(staff, 'reclamo-aprobado', await press(staff, 'button[value=approve]'));
  assert.match(await words(staff, '.done code'), /\/invitacion\/[0-9a-f]{64}$/);
  await look(staff, 'historia', `${firm}/historia`);
  await look(staff, 'reclamos-aprobados', '/es-mi-empresa?estatus=approved');
  await look(visitor, 'reclamar-con-titular', `${firm}/es-mi-empresa`);
  quiet(visitor, 'claim');
  quiet(staff, 'claim');
}

/** Staff prepare, the owner confirms on her phone, staff see it. */
async function confirmed(browser, scripts) {
  const staff = await phone(browser, 'centro', scripts);
  const firm = await supplier(PROFILE);
  await look(staff, 'pedir', `${firm}/confirmar`);
  await step(staff, 'pedir-fallas', await press(staff, 'main form button', 422));
  await fill(staff, '#name', 'Don Ramiro');
  await fill(staff, '#facts', 'personal = 12\nprocess.tolerance[Torneado CNC] = 0.02 mm');
  await fill(staff, '#questions', '¿Cuántos turnos trabaja?');
  await staff.click('input[name=need]');
  await step(staff, 'pedir-liga', await press(staff, 'main form button'));
  const message = await staff.$eval('#mensaje', (e) => e.value);
  const [, secret] = message.match(/(\/confirmar\/[0-9a-f]{64})/);

  const owner = await phone(browser, 'visitante', scripts);
  await look(owner, 'confirmar', secret);
  assert.match(await words(owner, 'main'), /12 personas/);
  await step(owner, 'confirmar-fallas', await press(owner, 'main form button', 422));
  await owner.click('input[name=dato-0][value=confirmed]');
  await owner.click('input[name=dato-1][value=corrected]');
  await fill(owner, '#correccion-1', '0.05 mm');
  await fill(owner, '#pregunta-0', 'Dos');
  await owner.click('input[name=interes-0][value=interested]');
  await step(owner, 'confirmar-gracias', await press(owner, 'main form button'));
  assert.match(await words(owner, '.done'), /Recibimos sus respuestas/);
  await look(owner, 'confirmar-usada', secret, 404);
  await look(staff, 'pedir-contestada', `${firm}/confirmar`);
  assert.match(await words(staff, 'main'), /Me interesa/);
  quiet(owner, 'confirmation');
}
