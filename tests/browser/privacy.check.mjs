// The privacy notice, requests about one's data and answering them, one's own data: in both languages.
import assert from 'node:assert/strict';
import { allWords, audit, fill, go, open, press, quiet, reading, speak, validate, words } from './browser.mjs';

const TONGUES = ['es', 'en'];
const SEND = 'main form button[type=submit]';

async function seen(page, name, response) {
  await validate(response, `${name} (${page.lang})`);
  await audit(page, name);
}

/** Reading it, without an account and with one. */
export async function notice(browser) {
  const page = await open(browser, { person: 'visitante', width: 360 });
  for (const lang of TONGUES) {
    await speak(page, lang);
    await seen(page, 'aviso', await go(page, '/'));
    await seen(page, 'aviso', await press(page, 'footer a[href="/privacidad"]'));
    assert.equal(await words(page, 'h1'), lang === 'es' ? 'Aviso de privacidad' : 'Privacy notice');
    await seen(page, 'aviso-borrado', await go(page, '/privacidad/borrado'));
  }
  await reading(browser, { person: 'altaluz', width: 360 }, async (reader) => {
    for (const lang of TONGUES) {
      await speak(reader, lang);
      await seen(reader, 'aviso-aceptar', await go(reader, '/privacidad/aceptar?a=%2Fbuscar'));
      await seen(reader, 'aviso-sin-aceptar', await press(reader, SEND, 422));
    }
    await reader.setViewport({ width: 360, height: 900 });
    await reader.click('#acepto');
    await press(reader, SEND);
    assert.match(reader.url(), /\/buscar$/);
  });
  quiet(page, 'notice');
}

/** Someone without an account asks, without scripts; the centre answers. */
export async function request(browser) {
  // Looked at with scripts, which axe needs; filled in without.
  await reading(browser, { person: 'visitante', width: 360 }, async (page) => {
    for (const lang of TONGUES) {
      await speak(page, lang);
      await seen(page, 'solicitudes', await go(page, '/privacidad/solicitudes'));
      await seen(page, 'solicitudes-error', await press(page, SEND, 422));
      const links = await page.$$eval('.summary a', (all) => all.map((a) => a.getAttribute('href')));
      assert.deepEqual(links, ['#tipo', '#texto', '#nombre', '#email']);
    }
  });
  await reading(browser, { person: 'visitante', scripts: false, width: 360 }, async (page) => {
    await go(page, '/privacidad/solicitudes');
    await page.select('#tipo', 'correction');
    await fill(page, '#texto', 'Mi nombre lleva acento.');
    await fill(page, '#nombre', 'Eva Sol');
    await fill(page, '#email', 'eva@sol.example');
    await validate(await press(page, SEND), 'solicitud-registrada');
    assert.match(await words(page, '[role=status]'), /\d/);
  });
  await reading(browser, { person: 'centro', width: 360 }, async (page) => {
    for (const lang of TONGUES) {
      await speak(page, lang);
      await seen(page, 'atender', await go(page, '/privacidad/atender'));
      await page.setViewport({ width: 1280, height: 900 });
      await seen(page, 'atender-solicitud', await press(page, 'tbody th a'));
      await seen(page, 'atender-error', await press(page, SEND, 422));
    }
    await page.setViewport({ width: 1280, height: 900 });
    await page.select('#resultado', 'granted');
    await fill(page, '#texto', 'Ya quedó corregido.');
    await seen(page, 'atender-resuelta', await press(page, SEND));
    const said = await allWords(page, 'main .prose');
    assert.deepEqual(said, ['Mi nombre lleva acento.', 'Ya quedó corregido.']);
  });
}

/** A person's own data: what she may take along, and leaving. */
export async function own_data(browser) {
  await reading(browser, { person: 'colaboradora', width: 360 }, async (page) => {
    for (const lang of TONGUES) {
      await speak(page, lang);
      await seen(page, 'mis-datos', await go(page, '/cuenta/mis-datos'));
      await fill(page, '#clave', 'otra cosa');
      await seen(page, 'mis-datos-error', await press(page, SEND, 422));
    }
    await page.setViewport({ width: 360, height: 900 });
    await fill(page, '#clave', 'cuatro tornos rojos bajo la lluvia');
    await seen(page, 'cuenta-borrada', await press(page, SEND));
    assert.match(page.url(), /\/privacidad\/borrado$/);
  });
}
