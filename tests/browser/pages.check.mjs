// Every page, in both languages, for those who may see it: valid HTML, nothing that axe finds, no
// sideways scrolling from 320 px, targets for thumbs, nothing from elsewhere.
import assert from 'node:assert/strict';
import { allWords, audit, fill, fits, go, open, press, proof, reading, send, speak, validate, words } from './browser.mjs';
import { PEOPLE, addresses, confirm, needs, shortlist, supplier, supplierRows, upload } from './stock.mjs';

const TONGUES = ['es', 'en'];
const REGISTRY = 'q=galvanoplastia';
const PROFILE = 'q=torneado&perfil=si';

/** A page for each person, used for one address after the other. */
const readers = {};

/** A page that is reached by its address. */
async function look(browser, name, path, { person = 'centro', status = 200, tongues = TONGUES, until } = {}) {
  readers[person] ??= await open(browser, { person, width: 360 });
  const page = readers[person];
  for (const lang of tongues) {
    await speak(page, lang);
    await page.setViewport({ width: 360, height: 900 });
    const response = await go(page, path, status);
    await validate(response, `${name} (${lang})`);
    if (until) await page.waitForSelector(until);
    await audit(page, name);
  }
}

/** Checks the page on which a form has led, and photographs it. */
async function step(page, name, response) {
  await validate(response, `${name} (${page.lang})`);
  await audit(page, name);
  await page.setViewport({ width: 360, height: 900 });
}

export async function home(browser) {
  for (const person of PEOPLE) await look(browser, `inicio-${person}`, '/', { person });
}

export async function search(browser) {
  await look(browser, 'buscar', '/buscar?q=torneado');
  await look(browser, 'buscar-todo', '/buscar', { person: 'visitante' });
  await look(browser, 'buscar-nada', '/buscar?q=zzzzqqq&estado=14', { person: 'visitante' });
  await look(browser, 'buscar-filtros', '/buscar?q=maquinado&estado=14&scian=332&cerca=Guadalajara&radio=80&perfil=si');
  await look(browser, 'buscar-lugar-desconocido', '/buscar?cerca=Atlantis&radio=50');
}

export async function suppliers(browser) {
  const [registry, profile] = [await supplier(REGISTRY), await supplier(PROFILE)];
  await look(browser, 'proveedor-registro', registry, { person: 'visitante' });
  await look(browser, 'proveedor-perfil', profile);
  await look(browser, 'proveedor-perfil-altaluz', profile, { person: 'altaluz' });
  await look(browser, 'proveedor-perfil-propio', await supplier('q=Maquinados+Cerro+del+Tesoro'), { person: 'cerro-del-tesoro' });
}

/** A profile on its owner's telephone, and what staff see of it: overview, a heading, each kind of question. */
export async function profiles(browser) {
  // Whoever has one plant is led straight to it.
  const own = (await send('/mi-empresa', { person: 'cerro-del-tesoro' })).headers.get('location');
  const pages = {
    resumen: '',
    parte: '?parte=quality',
    cifra: '/process.roughness_ra?de=process.cnc_milling',
    validado: '/process.tolerance?de=process.cnc_turning',
    'si-o-no': '/organisation.code_of_conduct',
    texto: '/site.activity_text',
    fecha: '/organisation.tax_status_date',
    lista: '/process.offered?q=fresado',
    'lista-nada': '/process.offered?q=zzzzqqq',
    equipo: '/equipment.owned?q=torno',
    cual: '/process.lot_min',
  };
  const machines = own.replace('/perfil', '/maquinas');
  const months = own.replace('/perfil', '/capacidad');
  for (const person of ['cerro-del-tesoro', 'centro']) {
    for (const [name, path] of Object.entries(pages)) {
      await look(browser, `perfil-${name}-${person}`, own + path, { person });
    }
    await look(browser, `maquinas-ninguna-${person}`, machines, { person, tongues: ['es'] });
    await look(browser, `maquina-nueva-${person}`, `${machines}/nueva`, { person });
    await look(browser, `capacidad-${person}`, months, { person });
    await look(browser, `capacidad-sin-dato-${person}`, `${months}?proceso=process.cnc_milling`, { person });
  }
  for (const lang of TONGUES) {
    await reading(browser, { lang, width: 360, person: 'cerro-del-tesoro' }, (page) => machine(page, machines));
  }
  const lacks = own.replace('/perfil', '/brechas');
  for (const person of ['altaluz', 'cerro-del-tesoro', 'centro']) {
    await look(browser, `brechas-${person}`, lacks, { person });
  }
  await look(browser, 'mapa-de-brechas', '/mapa-de-brechas', { person: 'centro' });
  for (const lang of TONGUES) {
    await reading(browser, { lang, width: 360, person: 'cerro-del-tesoro' }, (page) => opinion(page, lacks));
  }
  await look(browser, 'maquinas-centro', machines);
  await look(browser, 'maquinas-visitante', machines, { person: 'visitante' });
}

/** What an owner thinks of a cause, on a telephone: refused without a choice, kept with one. */
async function opinion(page, path) {
  await go(page, path);
  if (!(await page.$('#causa'))) return;
  const send = 'main form[method=post] button';
  await fill(page, '#nota', 'Se mueve');
  await step(page, 'brechas-error', await press(page, send, 422));
  assert.equal(await page.$eval('#nota', (e) => e.value), 'Se mueve', 'what was typed is kept');
  const [cause] = await page.$$eval('#causa option', (all) => all.map((one) => one.value).filter(Boolean));
  await page.select('#causa', cause);
  await page.select('#hallazgo', 'yes');
  await step(page, 'brechas-opinion', await press(page, send));
  assert.ok((await words(page, 'main')).includes('Se mueve'), 'what she said is shown');
}

/** A machine on a telephone: what is missing, added, copied, changed while someone else was quicker, taken off. */
async function machine(page, list) {
  await go(page, list);
  await press(page, 'main a.button');
  await step(page, 'maquina-error', await press(page, 'main form button', 422));
  assert.ok((await allWords(page, '.summary li')).length >= 1);
  const kind = page.lang === 'es' ? 'Torno CNC' : 'CNC lathe';
  await fill(page, '#tipo', kind);
  await fill(page, '#marca', `Haas ST-20 ${page.lang}`);
  await fill(page, '#x', '20');
  await page.select('#unidad', page.lang === 'es' ? 'pulg' : 'in');
  await step(page, 'maquina-agregada', await press(page, 'main form button'));
  const shown = await words(page, 'main');
  assert.ok(shown.includes(`Haas ST-20 ${page.lang}`) && shown.includes(page.lang === 'es' ? '20 pulg' : '20 in'), shown);
  await press(page, 'main a[href*="copiar="]');
  assert.equal(await page.$eval('#x', (e) => e.value), '20', 'the copy is filled in');
  await go(page, list);
  await press(page, 'main a[href^="/maquinas/"]');
  await page.$eval('main form input[name=version]', (e) => { e.value = '0'; });
  await fill(page, '#marca', 'Otra');
  await step(page, 'maquina-conflicto', await press(page, 'main form button', 409));
  assert.equal(await page.$eval('#marca', (e) => e.value), 'Otra', 'what was typed is kept');
  await page.$eval('main details form button', (button) => { button.closest('details').open = true; });
  await step(page, 'maquina-quitada', await press(page, 'main details form button'));
}

/** A photograph of one pixel: grey, baseline. */
const PIXEL = Buffer.from(
  '/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
  'base64',
);

/** Photographs and documents from a telephone, confirming from one, and the sheet for a visit. */
export async function files_and_visits(browser) {
  const person = 'cerro-del-tesoro';
  const own = (await send('/mi-empresa', { person })).headers.get('location').replace('/perfil', '');
  const list = `${own}/archivos`;
  await look(browser, 'archivos-ninguno', list, { person });
  const bring = async (fields, name, bytes) => {
    const body = new FormData();
    body.append('_token', await proof(person));
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append('file', new Blob([bytes]), name);
    return (await send(list, { method: 'POST', person, body })).status;
  };
  const machine = { tipo: 'photo', sobre: 'equipment.owned equipment.cnc_lathe', texto: 'Torno CNC, nave 2', fecha: '2026-03-31' };
  const paper = { tipo: 'certificate', sobre: 'standard.held standard.iso_9001', texto: 'Certificado ISO 9001' };
  assert.equal(await bring(machine, 'torno.jpg', PIXEL), 303);
  assert.equal(await bring(paper, 'iso.pdf', '%PDF-1.7\n%%EOF\n'), 303);
  assert.equal(await bring(paper, 'iso.heic', '\0\0\0\x18ftypheic\0\0\0\0'), 422);
  await look(browser, 'archivos', `${list}?hecho=agregado`, { person });
  await look(browser, 'archivos-de-esto', `${list}?atributo=standard.held&de=standard.iso_9001`, { person });
  await look(browser, 'archivos-centro', list, { person: 'centro' });
  await look(browser, 'archivos-altaluz', list, { person: 'altaluz' });
  await look(browser, 'perfil-con-archivos', `${own}/perfil`, { person });
  await look(browser, 'proveedor-con-archivos', own, { person: 'altaluz' });
  const tasks = await addresses(list, '/archivos/', 'centro');
  await look(browser, 'archivo-quitar', tasks.find((one) => one.endsWith('/quitar')), { person: 'centro' });
  await look(browser, 'archivo-confirmar', tasks.find((one) => one.endsWith('/confirmar')), { person: 'centro' });
  await look(browser, 'visita', `${own}/visita`, { person: 'centro' });
  for (const lang of TONGUES) {
    await reading(browser, { lang, person, width: 360 }, async (page) => {
      await go(page, list);
      await step(page, 'archivos-error', await press(page, '#agregar ~ form button', 422));
    });
  }
}

/** Assessments: the list, a form of each kind, one question a page, before finishing, the result. */
export async function assessments(browser) {
  const own = (await send('/mi-empresa', { person: 'cerro-del-tesoro' })).headers.get('location').replace('/perfil', '');
  const list = `${own}/evaluaciones`;
  await look(browser, 'evaluaciones-ninguna', list, { person: 'cerro-del-tesoro' });
  await look(browser, 'evaluaciones-centro', list, { person: 'centro' });
  const post = async (path, person, fields) => {
    const body = new URLSearchParams({ _token: await proof(person), ...fields });
    return send(path, { method: 'POST', person, body });
  };
  const begin = async (person, fields) => {
    const begun = await post(list, person, fields);
    assert.equal(begun.status, 303, JSON.stringify(fields));
    return begun.headers.get('location');
  };
  const process = 'process.cnc_turning';
  const why = 'Antes de nominar';
  for (const [tipo, more] of Object.entries({
    capability: { proceso: process }, delivery: {}, oee: {}, gauge: {}, run_rate: { proceso: process },
    process_audit: { motivo: why }, potential: { motivo: why },
  })) {
    await look(browser, `evaluacion-${tipo}`, await begin('centro', { tipo, ...more }), { person: 'centro' });
  }
  const oee = await begin('centro', { tipo: 'oee' });
  const typed = { version: '1', 'e.planned_time': '480', 'e.run_time': 'cuatrocientos', ir: 'guardar' };
  assert.equal((await post(oee, 'centro', typed)).status, 303);
  await look(browser, 'evaluacion-error', oee, { person: 'centro' });
  const right = {
    version: '2', 'e.planned_time': '480', 'e.run_time': '420', 'e.ideal_pieces': '420', 'e.pieces': '400',
    'e.good_pieces': '380', ir: 'terminar',
  };
  assert.equal((await post(oee, 'centro', right)).status, 303);
  await look(browser, 'evaluacion-terminar', `${oee}/terminar`, { person: 'centro' });
  assert.equal((await post(`${oee}/terminar`, 'centro', { version: '3' })).status, 303);
  await look(browser, 'evaluacion-resultado', oee, { person: 'centro' });
  await look(browser, 'evaluacion-resultado-empresa', oee, { person: 'cerro-del-tesoro' });
  const diagnosis = await begin('cerro-del-tesoro', { tipo: 'ready_diagnosis' });
  await look(browser, 'diagnostico-nivel', diagnosis, { person: 'cerro-del-tesoro' });
  await look(browser, 'diagnostico-si-o-no', `${diagnosis}?pregunta=3`, { person: 'cerro-del-tesoro' });
  await look(browser, 'diagnostico-cifra', `${diagnosis}?pregunta=8`, { person: 'cerro-del-tesoro' });
  await look(browser, 'evaluaciones', list, { person: 'cerro-del-tesoro' });
  await look(browser, 'preguntas', '/preguntas', { person: 'centro' });
}

export async function needs_and_institutions(browser) {
  await look(browser, 'requerimientos', '/requerimientos');
  await look(browser, 'requerimientos-altaluz', '/requerimientos', { person: 'altaluz' });
  await look(browser, 'requerimientos-ninguno', '/requerimientos?q=zzzzqqq', { person: 'cerro-del-tesoro' });
  await look(browser, 'requerimientos-copiar', '/requerimientos?copiar=si', { person: 'altaluz' });
  const [need] = await needs('altaluz');
  await look(browser, 'requerimiento-sin-preseleccion', need, { person: 'altaluz' });
  await shortlist(need, 'altaluz');
  await look(browser, 'requerimiento', need, { person: 'altaluz' });
  await look(browser, 'requerimiento-cambiar', `${need}/cambiar`, { person: 'altaluz' });
  await look(browser, 'requerimiento-proveedor', need, { person: 'cerro-del-tesoro' });
  await look(browser, 'instituciones', '/instituciones', { person: 'visitante' });
  await look(browser, 'instituciones-filtro', '/instituciones?q=ISO', { person: 'mezquitan' });
}

/** Services: as everyone reads them, and the forms of an institution's own people and of staff. */
export async function catalogue(browser) {
  const [added] = await addresses('/instituciones', '/instituciones/', 'mezquitan');
  const [course] = await addresses('/instituciones?q=5S+Mezquit%C3%A1n', '/servicios/', 'mezquitan');
  const [credit] = await addresses('/instituciones?q=cr%C3%A9dito+puente', '/servicios/', 'centro');
  for (const person of ['visitante', 'mezquitan', 'centro']) {
    await look(browser, `servicio-curso-${person}`, course, { person });
    await look(browser, `servicio-credito-${person}`, credit, { person });
  }
  await look(browser, 'servicio-cambiar-credito', `${credit}/editar`);
  for (const person of ['mezquitan', 'centro']) {
    await look(browser, `servicio-nuevo-${person}`, added, { person });
    await look(browser, `servicio-cambiar-${person}`, `${course}/editar`, { person });
    await look(browser, `servicio-fechas-${person}`, `${course}/fechas`, { person });
  }
  for (const lang of TONGUES) {
    await reading(browser, { lang, width: 360, person: 'mezquitan' }, (page) => service(page, added));
  }
}

/** A course on a telephone: what is missing, added, its date, changed while someone else was quicker. */
async function service(page, added) {
  await go(page, added);
  await step(page, 'servicio-error', await press(page, 'main form button', 422));
  assert.ok((await allWords(page, '.summary li')).length >= 3);
  await fill(page, '#tipo', page.lang === 'es' ? 'Capacitación en SPC' : 'SPC training');
  await fill(page, '#nombre', `Curso ${page.lang}`);
  await fill(page, '#efecto-0-que', 'process.cpk');
  await fill(page, '#efecto-0-desde', '1.5');
  await fill(page, '#efecto-0-hasta', '1');
  await page.select('#forma', 'course');
  for (const [id, value] of [['dias', '30'], ['horas', '3'], ['participantes', '4'], ['precio', '2500']]) await fill(page, `#${id}`, value);
  await step(page, 'servicio-nivel-que-baja', await press(page, 'main form button', 422));
  assert.equal(await page.$eval('#precio', (e) => e.value), '2500', 'what was typed is kept');
  await fill(page, '#efecto-0-desde', '1');
  await fill(page, '#efecto-0-hasta', '1.5');
  await step(page, 'servicio-agregado', await press(page, 'main form button'));
  assert.ok((await words(page, 'main')).includes('1.5'));
  await press(page, 'main a[href$="/fechas"]');
  await page.$eval('#inicio', (e) => { e.value = '2030-01-07'; });
  await page.$eval('#fin', (e) => { e.value = '2030-01-01'; });
  await fill(page, '#lugares', '12');
  await step(page, 'fecha-error', await press(page, 'main form button', 422));
  await page.$eval('#fin', (e) => { e.value = '2030-02-05'; });
  await step(page, 'fecha-agregada', await press(page, 'main form button'));
  await press(page, 'main a[href*="fecha="]');
  await page.$eval('main form input[name=version]', (e) => { e.value = '0'; });
  await fill(page, '#lugares', '14');
  await step(page, 'fecha-conflicto', await press(page, 'main form button', 409));
  assert.equal(await page.$eval('#lugares', (e) => e.value), '14', 'what was typed is kept');
}

/** Posting, step by step, with what can go wrong at each. */
export async function posting(browser) {
  for (const person of ['altaluz', 'centro']) {
    for (const lang of TONGUES) {
      await reading(browser, { lang, person, width: 360 }, (page) => post(page, person === 'centro' ? 'centro-' : ''));
    }
  }
}

async function post(page, by) {
  const name = (what) => `publicar-${by}${what}`;
  const on = () => press(page, 'button[value=seguir]');
  await step(page, name('1'), await go(page, '/requerimientos/nuevo'));
  await step(page, name('1-error'), await on());
  assert.ok((await allWords(page, '.summary li')).length >= 1);
  assert.match(await page.title(), page.lang === 'es' ? /^Error: / : /^Error: /);
  await fill(page, '#titulo', page.lang === 'es' ? 'Torneado CNC de bujes de latón' : 'CNC turning of brass bushings');
  if (by) await fill(page, '#empresa_nombre', 'Tractora de Prueba');
  await step(page, name('2'), await on());
  await fill(page, '#mas_proceso', 'alquimia');
  await step(page, name('2-error'), await press(page, 'button[value=agregar]'));
  assert.equal(await page.$eval('#mas_proceso', (e) => e.value), 'alquimia', 'what was typed is kept');
  await fill(page, '#mas_proceso', '');
  await step(page, name('3'), await on());
  await page.click('input[name=lugar][value=radio]');
  await fill(page, '#cerca', 'Atlantis');
  await fill(page, '#personal', 'veinte');
  await step(page, name('3-error'), await on());
  assert.equal((await allWords(page, '.summary li')).length, 3);
  await fill(page, '#cerca', 'Guadalajara, Jalisco');
  await fill(page, '#radio', '80');
  await fill(page, '#personal', '20');
  await step(page, name('4'), await on());
  // Terms are optional, but nonsense is told beside its field and kept.
  await fill(page, '#rampa_mes', 'pronto');
  await fill(page, '#volumenes', 'muchas');
  await fill(page, '#precio', '12.50');
  await step(page, name('4-error'), await on());
  assert.equal((await allWords(page, '.summary li')).length, 5);
  assert.equal(await page.$eval('#volumenes', (e) => e.value), 'muchas', 'what was typed is kept');
  await fill(page, '#volumenes', '');
  const next = new Date().getFullYear() + 1;
  await fill(page, '#rampa_mes', `01/${next}`);
  await fill(page, '#rampa_piezas', '500');
  await fill(page, '#rampa_meses', '6');
  await fill(page, '#rampa_hasta', '3,000');
  await fill(page, '#lote', '5000');
  await page.select('#moneda', 'USD');
  await page.select('#incoterm', 'DAP');
  await step(page, name('5'), await on());
  assert.ok((await allWords(page, '#revisar-condiciones dd')).join(' ').includes('$12.50 USD'));
  assert.equal((await page.$$('#revisar-condiciones svg rect')).length, 6);
  assert.ok(await page.$('#revisar-condiciones .note'), 'a lot above every month is doubted');
  // Nothing recognised in the words: the page says so, and offers to add.
  await press(page, 'button[value=paso-texto]');
  await go(page, '/requerimientos/nuevo');
  await fill(page, '#titulo', 'Xyz');
  if (by) await fill(page, '#empresa_nombre', 'Tractora de Prueba');
  await step(page, name('2-nada'), await on());
  await step(page, name('2-nada-error'), await on());
}

export async function shortlists(browser) {
  const [need] = await needs('altaluz');
  const saved = await shortlist(need, 'altaluz');
  await look(browser, 'preseleccion', saved, { person: 'altaluz' });
  await look(browser, 'preseleccion-grupo', `${saved}?ver=confirmar`, { person: 'centro' });
  await look(browser, 'preseleccion-papel', `${saved}?imprimir=1`, { person: 'altaluz' });
  const [alone] = await addresses(saved, `${saved}?candidato=`, 'altaluz');
  await look(browser, 'preseleccion-papel-uno', alone.replaceAll('&amp;', '&'), { person: 'altaluz' });
  const html = await (await send(saved, { person: 'altaluz' })).text();
  const sites = [...html.matchAll(/name="comparar" value="([^"]+)"/g)].map((m) => m[1]);
  const pick = (count) => sites.slice(0, count).map((site) => `comparar=${site}`).join('&');
  await look(browser, 'preseleccion-uno', `${saved}?${pick(1)}`, { person: 'altaluz', tongues: ['es'] });
  await look(browser, 'comparar-2', `${saved}?${pick(2)}`, { person: 'altaluz' });
  await look(browser, 'comparar-5', `${saved}?${pick(5)}`, { person: 'centro' });
}

/** A place and a need for which there are plans, of the firm's own plant if there are: what staff plan from. */
async function plannable(own) {
  const tried = [];
  for (const person of ['altaluz', 'centro']) {
    for (const need of (await needs(person)).slice(0, 12)) {
      const saved = await shortlist(need, 'centro');
      const html = await (await send(`${saved}?ver=programa`, { person: 'centro' })).text();
      const sites = [...html.matchAll(/href="(\/proveedores\/[0-9a-f-]{36})"/g)].map((m) => m[1]);
      for (const site of new Set([own, ...sites.slice(0, 5)])) {
        const path = `${site}/programas/nuevo?requerimiento=${need.split('/').pop()}`;
        const found = await (await send(path, { person: 'centro' })).text();
        if (/name="plan" value="/.test(found)) return { path, isOwn: site === own, html: found };
        tried.push(path);
      }
    }
  }
  assert.fail(`no plan for any of ${tried.length}`);
}

/** Programmes: planned with what-if, kept, laid before the sides, signed, adjusted, on paper. */
export async function programmes(browser) {
  const own = (await send('/mi-empresa', { person: 'cerro-del-tesoro' })).headers.get('location').replace('/perfil', '');
  await look(browser, 'programas-ninguno', '/programas', { person: 'cerro-del-tesoro' });
  await look(browser, 'programa-para-que', `${own}/programas/nuevo`);
  const { path, isOwn, html } = await plannable(own);
  await look(browser, 'programa-planes', path);
  await look(browser, 'programa-pregunta', `${path}&inicio=&presupuesto=1&pregunta=presupuesto`);
  await look(browser, 'programa-error', `${path}&inicio=ayer&presupuesto=mucho`, { status: 422 });
  const [to, query] = path.split('?');
  const keep = new URLSearchParams(query);
  keep.set('_token', await proof('centro'));
  keep.set('inicio', '');
  keep.set('plan', html.match(/name="plan" value="([^"]+)"/)[1]);
  keep.set('titulo', 'Programa de prueba');
  const kept = await send(to, { method: 'POST', person: 'centro', body: keep });
  assert.equal(kept.status, 303);
  const [programme] = kept.headers.get('location').split('?');
  await look(browser, 'programa-borrador', programme);
  const post = async (task, person, fields) => {
    const body = new URLSearchParams({ _token: await proof(person), ...fields });
    return send(`${programme}/${task}`, { method: 'POST', person, body });
  };
  assert.equal((await post('proponer', 'centro', { version: '1' })).status, 303);
  const stale = await post('detener', 'centro', { version: '1', motivo: 'Ya no' });
  assert.equal(stale.status, 409);
  await validate(stale, 'programa-alcanzado');
  for (const person of isOwn ? ['cerro-del-tesoro', 'centro'] : ['centro']) {
    await look(browser, `programa-propuesto-${person}`, programme, { person });
    await look(browser, `programas-${person}`, '/programas', { person });
  }
  const paper = await send(`${programme}/documento.pdf?papel=a4`, { person: 'centro' });
  assert.equal(paper.status, 200);
  assert.equal(paper.headers.get('content-type'), 'application/pdf');
  const scan = new FormData();
  for (const [name, value] of Object.entries({ _token: await proof('centro'), plan: '1', firmante: 'Elvia' })) scan.set(name, value);
  const lacking = await send(`${programme}/firma-a-mano`, { method: 'POST', person: 'centro', body: scan });
  assert.equal(lacking.status, 422);
  await validate(lacking, 'programa-firma-error');
  const signed = await post('firmar', 'centro', { plan: '1', comentario: 'De acuerdo' });
  assert.equal(signed.status, 303);
  await look(browser, 'programa-ajustar', `${programme}/ajustar`);
  await look(browser, 'programa-papel', `${programme}?imprimir=1`);
}

/** Deciding together: the list, a candidate with every form, what the firm sees and answers. */
export async function candidates(browser) {
  const [need] = await needs('altaluz');
  await look(browser, 'candidatos-ninguno', `${need}/candidatos`, { person: 'altaluz', tongues: ['es'] });
  const saved = await shortlist(need, 'altaluz');
  const html = await (await send(saved, { person: 'altaluz' })).text();
  const sites = [...html.matchAll(/name="sitio" value="([^"]+)"/g)].map((m) => m[1]).slice(0, 2);
  assert.equal(sites.length, 2);
  const body = new URLSearchParams({ _token: await proof('altaluz') });
  for (const site of sites) body.append('sitio', site);
  const added = await send(`${saved}/lista`, { method: 'POST', person: 'altaluz', body });
  assert.equal(added.status, 303);
  await look(browser, 'candidatos', `${need}/candidatos`, { person: 'altaluz' });
  const [one] = await addresses(`${need}/candidatos`, '/candidatos/', 'centro');
  await look(browser, 'candidato', one, { person: 'altaluz' });
  await look(browser, 'candidato-centro', one, { person: 'centro' });
  await look(browser, 'visita-candidato', `${one}/visita`, { person: 'altaluz' });
  await look(browser, 'visita-candidato-centro', `${one}/visita`, { person: 'centro' });
  await look(browser, 'oportunidades', '/oportunidades', { person: 'cerro-del-tesoro' });
  const [nearest] = await addresses('/oportunidades', '/oportunidades/', 'cerro-del-tesoro');
  await look(browser, 'oportunidad', nearest, { person: 'cerro-del-tesoro' });
  const no = new URLSearchParams({ _token: await proof('centro'), version: '1', razon: 'reason.tolerance_not_held', palabras: '' });
  const rejected = await send(`${one}/rechazar`, { method: 'POST', person: 'centro', body: no });
  assert.equal(rejected.status, 303);
  await look(browser, 'candidato-rechazado', one, { person: 'centro', tongues: ['es'] });
  await look(browser, 'avisos', '/avisos', { person: 'altaluz' });
  await look(browser, 'avisos-empresa', '/avisos', { person: 'cerro-del-tesoro' });
  await look(browser, 'brechas', '/brechas', { person: 'centro' });
  await look(browser, 'brechas-empresa', '/brechas', { person: 'cerro-del-tesoro' });
}

export async function imports(browser) {
  await look(browser, 'importar-sin-archivo', '/importar', { tongues: ['es'] });
  for (const lang of TONGUES) {
    await reading(browser, { lang, width: 360 }, async (page) => {
      await go(page, '/importar');
      await step(page, 'importar-error', await press(page, 'main form button', 400));
    });
  }
  const preview = await upload('proveedores.csv', supplierRows('vista', 4));
  await look(browser, 'importar-vista', preview);
  const run = await confirm(preview, 'suppliers');
  await look(browser, 'importar-corrida', run, { until: 'p.done' });
  const again = await upload('proveedores.csv', supplierRows('vista', 4));
  await look(browser, 'importar-vista-igual', again, { person: 'administracion' });
  const nothing = await upload('nada.csv', `${supplierRows('nada', 0, false)},Sin clave,Jalisco,Zapopan,12,process.cnc_turning,,,,sí\n`);
  await look(browser, 'importar-vista-nada', nothing);
  const unknown = await upload('otro.csv', 'a,b,c\n1,2,3\n');
  await look(browser, 'importar-ilegible', unknown, { status: 400 });
  await look(browser, 'importar', '/importar', { person: 'administracion' });
}

export async function duplicates(browser) {
  await look(browser, 'duplicados-ninguno', '/duplicados?estatus=same');
  // A plant that a register knows, brought again under a key of our own.
  const registry = await supplier(REGISTRY);
  const [name, place] = await reading(browser, {}, async (page) => {
    await go(page, registry);
    return [await words(page, 'h1'), await words(page, 'p.lead')];
  });
  const [town, state] = place.split(' · ')[0].split(/, | \d/);
  const preview = await upload('conocidos.csv', `clave,nombre,estado,municipio\nconocido,"${name}",${state},${town}\n`);
  const run = await confirm(preview, 'suppliers');
  await reading(browser, {}, async (page) => {
    await go(page, run);
    await page.waitForSelector('p.done');
  });
  await look(browser, 'duplicados', '/duplicados');
  for (const lang of TONGUES) {
    await reading(browser, { lang, width: 360, person: 'administracion' }, async (page) => {
      await go(page, '/duplicados');
      await step(page, 'duplicados-error', await press(page, 'button[value=same]', 400));
    });
  }
  await reading(browser, { width: 360 }, async (page) => {
    await go(page, '/duplicados');
    const before = (await page.$$('article')).length;
    await page.type('textarea', 'Mismo nombre y mismo municipio');
    await step(page, 'duplicados-decidido', await press(page, 'button[value=same]'));
    assert.equal((await page.$$('article')).length, before - 1);
  });
  await look(browser, 'duplicados-iguales', '/duplicados?estatus=same');
}

export async function vocabulary(browser) {
  for (const kind of ['process', 'material', 'standard', 'equipment', 'sector', 'service']) {
    await look(browser, `vocabulario-${kind}`, `/vocabulario/${kind}`, { person: 'visitante' });
  }
  const [branch] = await addresses('/vocabulario/process', '/vocabulario/process?en=');
  await look(browser, 'vocabulario-rama', branch);
  await look(browser, 'vocabulario-palabra', '/vocabulario/process?q=torn');
}

export async function about_and_refusals(browser) {
  await look(browser, 'acerca', '/acerca', { person: 'visitante' });
  await look(browser, 'no-existe', '/no-existe', { person: 'visitante', status: 404 });
  await look(browser, 'sin-permiso', '/importar', { person: 'altaluz', status: 403 });
  await look(browser, 'otro-metodo', '/salir', { status: 405 });
}

/** What each role may open it can open, in valid HTML; the rest is refused without a hint. */
export async function every_role(browser) {
  const [need] = await needs('altaluz');
  const saved = await shortlist(need, 'altaluz');
  const months = (await send('/mi-empresa/capacidad', { person: 'cerro-del-tesoro' })).headers.get('location');
  const [added] = await addresses('/instituciones', '/instituciones/', 'mezquitan');
  const [course] = await addresses('/instituciones?q=5S+Mezquit%C3%A1n', '/servicios/', 'mezquitan');
  const paths = {
    '/': PEOPLE,
    [course]: PEOPLE,
    [added]: ['mezquitan', 'centro'],
    [`${course}/editar`]: ['mezquitan', 'centro'],
    [`${course}/fechas`]: ['mezquitan', 'centro'],
    '/buscar?q=torneado': PEOPLE,
    [await supplier(REGISTRY)]: PEOPLE,
    [await supplier(PROFILE)]: PEOPLE,
    '/instituciones': PEOPLE,
    '/vocabulario/process': PEOPLE,
    '/acerca': PEOPLE,
    // Whoever looks after the machine needs no requirement.
    '/requerimientos': PEOPLE.slice(1, -1),
    [need]: PEOPLE.slice(1, -1),
    '/requerimientos/nuevo': ['altaluz', 'centro'],
    [saved]: ['altaluz', 'centro'],
    [`${saved}?imprimir=1`]: ['altaluz', 'centro'],
    [`${need}/candidatos`]: ['altaluz', 'centro'],
    [`${await supplier(PROFILE)}/visita`]: ['centro'],
    '/oportunidades': ['cerro-del-tesoro'],
    '/programas': ['altaluz', 'cerro-del-tesoro', 'centro'],
    [months.replace('/capacidad', '/programas/nuevo')]: ['centro'],
    '/brechas': ['cerro-del-tesoro', 'centro'],
    [`${await supplier(PROFILE)}/maquinas`]: PEOPLE,
    [(await send('/mi-empresa/maquinas', { person: 'cerro-del-tesoro' })).headers.get('location') + '/nueva']: ['cerro-del-tesoro', 'centro'],
    [months.replace('/capacidad', '/evaluaciones')]: ['cerro-del-tesoro', 'centro'],
    [months.replace('/capacidad', '/brechas')]: ['altaluz', 'cerro-del-tesoro', 'centro'],
    '/mapa-de-brechas': ['centro'],
    '/mis-tareas': ['altaluz', 'cerro-del-tesoro', 'mezquitan', 'centro'],
    '/canalizaciones': ['mezquitan', 'centro'],
    '/preguntas': ['centro'],
    '/avisos': ['altaluz', 'cerro-del-tesoro', 'centro'],
    '/consentimientos': ['cerro-del-tesoro'],
    [months]: ['cerro-del-tesoro', 'centro'],
    '/es-mi-empresa': ['centro'],
    '/personas': ['cerro-del-tesoro', 'mezquitan', 'centro', 'administracion'],
    '/centros': ['administracion'],
    '/importar': ['centro', 'administracion'],
    '/duplicados': ['centro', 'administracion'],
  };
  for (const [path, allowed] of Object.entries(paths)) {
    for (const person of [...PEOPLE, 'brisanor']) {
      for (const lang of TONGUES) {
        const label = `${path} for ${person} (${lang})`;
        const answer = await send(path, { person, lang });
        if (person === 'brisanor') {
          // Another lead firm: what is not hers does not exist.
          if (path === need || path.startsWith('/preselecciones')) assert.equal(answer.status, 404, label);
        } else if (allowed.includes(person)) {
          assert.equal(answer.status, 200, label);
        } else {
          assert.ok([403, 404].includes(answer.status), `${label}: ${answer.status}`);
        }
        await validate(answer, label);
      }
    }
  }
  // No link leads where the role may not go.
  for (const person of PEOPLE) {
    await reading(browser, { person }, async (page) => {
      await go(page, '/');
      for (const path of await page.$$eval('nav.main a', (all) => all.map((a) => a.getAttribute('href')))) {
        // Her own firm's profile leads on to the plant.
        const own = path === '/mi-empresa' && person === 'cerro-del-tesoro';
        assert.ok(paths[path]?.includes(person) ?? (path === '/buscar' || own), `${person} is led to ${path}`);
      }
    });
  }
}

/** At 320 px and in the dark the main pages still fit and stay legible. */
export async function narrow_and_dark(browser) {
  const [need] = await needs('altaluz');
  const saved = await shortlist(need, 'altaluz');
  const sites = [...(await (await send(saved, { person: 'altaluz' })).text()).matchAll(/name="comparar" value="([^"]+)"/g)];
  const compared = `${saved}?${sites.slice(0, 3).map((m) => `comparar=${m[1]}`).join('&')}`;
  const paths = {
    inicio: '/', buscar: '/buscar?q=torneado', perfil: await supplier(PROFILE), registro: await supplier(REGISTRY),
    requerimientos: '/requerimientos', requerimiento: need, publicar: '/requerimientos/nuevo', preseleccion: saved,
    comparar: compared, instituciones: '/instituciones', importar: '/importar', duplicados: '/duplicados',
    vocabulario: '/vocabulario/process', acerca: '/acerca',
  };
  for (const [name, path] of Object.entries(paths)) {
    await reading(browser, { width: 320, dark: true }, async (page) => {
      await go(page, path);
      await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
      await fits(page, `${name}, 320 px`);
      await audit(page, `oscuro-${name}`);
    });
  }
}
