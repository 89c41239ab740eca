// The public audits of GraphQL over HTTP, against the real server, as an anonymous client.
import assert from 'node:assert/strict';
import { serverAudits } from 'graphql-http';
import { BASE } from './browser.mjs';

/**
 * Notices that we accept, each with its reason: the audit's id → why. A notice that is not listed fails
 * the check, and so does one that is listed and no longer given.
 */
const ACCEPTED = {};

/** No error, no warning, no notice without a reason. */
export async function every_audit_passes() {
  const audits = serverAudits({ url: `${BASE}/graphql`, fetchFn: fetch });
  assert.ok(audits.length > 50, `only ${audits.length} audits`);
  const found = {};
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== 'ok') found[audit.id] = `${result.status}: ${audit.name}: ${result.reason}`;
  }
  const unlisted = Object.entries(found).filter(([id, what]) => !what.startsWith('notice') || !(id in ACCEPTED));
  assert.deepEqual(unlisted, []);
  assert.deepEqual(Object.keys(ACCEPTED).filter((id) => !(id in found)), [], 'listed, but no longer given');
}
