// Finds and makes what the pages are about: suppliers, needs, shortlists, imports.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder, proof, send } from './browser.mjs';

/** Everyone of the demonstration who stands for a role. */
export const PEOPLE = ['visitante', 'altaluz', 'cerro-del-tesoro', 'mezquitan', 'centro', 'administracion'];

/** The addresses on a page that begin so, each once, in their order. */
export async function addresses(path, beginning, person) {
  const html = await (await send(path, { person })).text();
  const found = [...html.matchAll(/href="([^"]+)"/g)].map((m) => m[1]).filter((one) => one.startsWith(beginning));
  assert.ok(found.length, `${path} leads to no ${beginning}`);
  return [...new Set(found)];
}

/** A supplier with a profile, or one of which only a register speaks. */
export async function supplier(search) {
  return (await addresses(`/buscar?${search}`, '/proveedores/'))[0];
}

/** The needs that someone sees, newest first. */
export async function needs(person) {
  const all = await addresses('/requerimientos', '/requerimientos/', person);
  return all.filter((one) => /[0-9a-f-]{36}$/.test(one));
}

/** A fresh shortlist of a need. */
export async function shortlist(need, person) {
  const body = new URLSearchParams({ _token: await proof(person) });
  const made = await send(`${need}/preselecciones`, { method: 'POST', person, body });
  assert.equal(made.status, 303);
  return made.headers.get('location');
}

/** Suppliers as a staff member might bring them: so many good rows, then three that are not. */
export function supplierRows(tag, good, bad = true) {
  const rows = [
    'clave,nombre,estado,municipio,personal,procesos,materiales,certificados,tolerancia,ficticio',
    ...Array.from({ length: good }, (_, at) =>
      `${tag}-${at},Maquinados ${tag} ${at},Jalisco,Zapopan,${10 + at},process.cnc_turning,material.brass_360,,process.cnc_turning: 0.02 mm,sí`),
  ];
  if (bad) {
    rows.push(
      `,Sin clave ${tag},Jalisco,Zapopan,12,process.cnc_turning,,,,sí`,
      `${tag}-raro,Proceso raro ${tag},Jalisco,Zapopan,doce,proceso inexistente,,,,sí`,
      `${tag}-corto,Fila corta ${tag},Jalisco`,
    );
  }
  return `${rows.join('\n')}\n`;
}

/** A file in a folder of its own, to choose in a form. */
export async function file(name, content) {
  const path = join(await folder(), name);
  await writeFile(path, content);
  return path;
}

/** Brings a file; answers the address of its preview. */
export async function upload(name, content) {
  const body = new FormData();
  body.append('_token', await proof());
  body.append('file', new Blob([content]), name);
  const stored = await send('/importar', { method: 'POST', body });
  assert.equal(stored.status, 303);
  return stored.headers.get('location');
}

/** Imports what a preview shows; answers the address of the run. */
export async function confirm(preview, kind) {
  const begun = await send(preview, { method: 'POST', body: new URLSearchParams({ _token: await proof(), kind }) });
  assert.equal(begun.status, 303);
  return begun.headers.get('location');
}
