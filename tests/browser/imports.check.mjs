// Staff bring a file through the form: what would happen, what happened, what was wrong with it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allWords, folder, go, open, press, quiet, reading, send, words } from './browser.mjs';
import { file, supplierRows } from './stock.mjs';

const WORDS = {
  es: {
    import: 'Importar 5 filas', finished: 'Importación terminada. 7 filas revisadas.', found: 'Buscar proveedores',
    reasons: ['Falta un dato obligatorio.', 'El concepto no está en el vocabulario', 'no tiene tantas celdas como el encabezado'],
    known: 'ya está registrado igual', unchanged: 'Sin cambios', rejected: 'Rechazadas', new: 'Nuevas',
    unreadable: 'No se puede leer el archivo', noTable: 'no es una tabla CSV ni un libro XLSX',
    forbidden: 'Su función no permite hacer esto', column: 'Motivo', choose: 'Elija un archivo que no esté vacío.',
  },
  en: {
    import: 'Import 5 rows', finished: 'Import finished. 7 rows looked at.', found: 'Search suppliers',
    reasons: ['A required value is missing.', 'The concept is not in the vocabulary', 'does not have as many cells as the header'],
    known: 'is recorded just so already', unchanged: 'Unchanged', rejected: 'Rejected', new: 'New',
    unreadable: 'The file cannot be read', noTable: 'neither a CSV table nor an XLSX workbook',
    forbidden: 'Your role may not do this', column: 'Reason', choose: 'Choose a file that is not empty.',
  },
};

export async function spanish(browser) {
  await bring(browser, { lang: 'es' });
}

export async function english_without_scripts(browser) {
  await bring(browser, { lang: 'en', scripts: false, width: 360 });
}

async function bring(browser, who) {
  const said = WORDS[who.lang];
  const path = await file('proveedores.csv', supplierRows(`lote-${who.lang}`, 4));
  const page = await open(browser, who);
  await choose(page, path);

  // Nothing is written yet: the preview names every bad row and says how many would come.
  assert.match(page.url(), /\/importar\/vista\//);
  assert.equal(await words(page, 'main form[method=post] button'), said.import);
  const problems = (await allWords(page, '#problemas ~ .scroll tbody tr')).join('\n');
  for (const reason of said.reasons) assert.ok(problems.includes(reason), `${reason} is missing in\n${problems}`);
  assert.deepEqual(await count(page, said.new, said.rejected), [5, 2]);

  await press(page, 'main form[method=post] button');
  await finished(page, said);
  assert.deepEqual(await count(page, said.new, said.rejected), [5, 2]);
  const run = page.url();
  await download(browser, page, said);

  // The rows are found at once.
  await go(page, `/buscar?q=Maquinados+lote-${who.lang}+3`);
  assert.ok((await allWords(page, '.cards h3')).includes(`Maquinados lote-${who.lang} 3`));

  // The same file again changes nothing.
  await choose(page, path);
  assert.ok((await words(page, 'main')).includes(said.known));
  await press(page, 'main form[method=post] button');
  await finished(page, said);
  assert.notEqual(page.url(), run);
  assert.deepEqual(await count(page, said.new, said.unchanged, said.rejected), [0, 5, 2]);
  quiet(page, `import (${who.lang})`);
}

/** Chooses a file and sends it. */
async function choose(page, path, status = 200) {
  await go(page, '/importar');
  const input = await page.$('#file');
  await input.uploadFile(path);
  return press(page, 'form[enctype] button', status);
}

/** The page of a run loads itself again until the run is over. */
async function finished(page, said) {
  assert.match(page.url(), /\/importar\/[0-9a-f-]{36}$/);
  await page.waitForSelector('p.done');
  assert.equal(await words(page, 'p.done'), said.finished);
}

/** The figures that stand beside these words. */
async function count(page, ...labels) {
  const rows = await page.$$eval('dl.facts > div', (all) => all.map((row) => [row.children[0].innerText.trim(), row.children[1].innerText.trim()]));
  return labels.map((label) => Number(rows.find(([name]) => name === label)?.[1]));
}

/** Both files of what was wrong can be taken along. */
async function download(browser, page, said) {
  const downloadPath = await folder();
  const client = await browser.target().createCDPSession();
  await client.send('Browser.setDownloadBehavior', {
    behavior: 'allow', browserContextId: page.browserContext().id, downloadPath, eventsEnabled: true,
  });
  const links = await page.$$('.export a');
  assert.equal(links.length, 2);
  const texts = [];
  for (const link of links) {
    const named = new Promise((resolve) => { client.once('Browser.downloadWillBegin', (e) => resolve(e.suggestedFilename)); });
    const done = new Promise((resolve, reject) => {
      client.on('Browser.downloadProgress', (e) => {
        if (e.state === 'completed') resolve();
        if (e.state === 'canceled') reject(new Error('the download was cancelled'));
      });
    });
    await link.click();
    const name = await named;
    await done;
    texts.push(await readFile(join(downloadPath, name), 'utf8'));
  }
  await client.detach();
  const [problems, rows] = texts;
  assert.ok(problems.startsWith('\ufeff') && problems.split('\n')[0].includes(said.column), problems.slice(0, 200));
  for (const reason of said.reasons) assert.ok(problems.includes(reason), problems);
  assert.ok(rows.includes('Sin clave') && rows.includes('Fila corta') && !rows.includes('Proceso raro'), rows);
}

/** What cannot be read is said plainly, with a way on; so is a form without a file. */
export async function broken_files(browser) {
  const pdf = await file('cotizacion.csv', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n', 'latin1'));
  const empty = await file('vacio.csv', '');
  for (const lang of ['es', 'en']) {
    const said = WORDS[lang];
    await reading(browser, { lang }, async (page) => {
      await go(page, '/importar');
      await press(page, 'form[enctype] button', 400);
      assert.ok((await words(page, '.summary')).includes(said.choose));
      await choose(page, empty, 400);
      assert.ok((await words(page, '.summary')).includes(said.choose));
      // The upload leads on to a preview that cannot be.
      await go(page, '/importar');
      await (await page.$('#file')).uploadFile(pdf);
      const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click('form[enctype] button')]);
      assert.equal(response.status(), 400);
      assert.equal(await words(page, 'h1'), said.unreadable);
      const text = await words(page, 'main');
      assert.ok(text.includes(said.noTable) && text.includes('cotizacion.csv'), text);
      await press(page, 'main a.button');
      assert.match(page.url(), /\/importar$/);
    });
  }
}

/** An engineer sees no link, may not open the page, and cannot send a file past it. */
export async function refused_to_engineers(browser) {
  for (const lang of ['es', 'en']) {
    await reading(browser, { lang, person: 'altaluz' }, async (page) => {
      await go(page, '/');
      assert.equal(await page.$('a[href^="/importar"]'), null);
      await go(page, '/importar', 403);
      assert.equal(await words(page, 'h1'), WORDS[lang].forbidden);
      assert.equal(await page.$('form[enctype]'), null);
    });
  }
  const body = new FormData();
  body.append('file', new Blob([supplierRows('ajeno', 1)]), 'ajeno.csv');
  assert.equal((await send('/importar', { method: 'POST', person: 'altaluz', body })).status, 403);
}
