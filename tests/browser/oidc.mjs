// A real OpenID Connect provider on loopback, for the tests in tests/oidc. Prints its issuer and runs until
// its standard input ends. Whoever is asked for signs in at once: the request's `x-person` header says who,
// as `name` or `name~trick`. A trick spoils what the provider says of that person in one way.
import { createServer } from 'node:http';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { Provider } from 'oidc-provider';

const { REDIRECT_URI, CLIENT_SECRET, CLIENT_PROOF } = process.env;
const key = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const [own, stranger] = [key(), key()];

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'eslabon', client_secret: CLIENT_SECRET, redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: CLIENT_PROOF,
    },
  ],
  clientAuthMethods: [CLIENT_PROOF],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...own, kid: 'own', use: 'sig', alg: 'RS256' }] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...addressOf(id) }) }),
  // Whoever signs in here has agreed that her address is told.
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});

const trickOf = (id) => id.split('~')[1];

function addressOf(id) {
  const name = id.split('~')[0];
  switch (trickOf(id)) {
    case 'unverified': return { email: `${name}@altaluz.example`, email_verified: false };
    case 'domain': return { email: `${name}@otra.example`, email_verified: true };
    case 'subdomain': return { email: `${name}@planta.altaluz.example`, email_verified: true };
    case 'addressless': case 'inside': return {};
    default: return { email: `${name[0].toUpperCase()}${name.slice(1)}@Altaluz.example`, email_verified: true };
  }
}

// What a trick does to the claims of a token, and with which header and key it is signed anew.
const now = () => Math.floor(Date.now() / 1000);
const tricks = {
  nonce: () => ({ claims: { nonce: 'of another attempt' } }),
  nonceless: () => ({ claims: { nonce: undefined } }),
  expired: () => ({ claims: { iat: now() - 7200, exp: now() - 3600 } }),
  issuer: () => ({ claims: { iss: 'https://sesion.otra.example' } }),
  audience: () => ({ claims: { aud: 'another installation' } }),
  audiences: () => ({ claims: { aud: ['eslabon', 'another installation'], azp: 'eslabon' } }),
  signature: () => ({ with: stranger }),
  unsigned: () => ({ header: { alg: 'none' } }),
  inside: (id) => ({ claims: { email: `${id.split('~')[0]}@altaluz.example`, email_verified: true } }),
  password: () => ({ claims: { amr: ['pwd'] } }),
  twice: () => ({ claims: { amr: ['pwd', 'otp'] } }),
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signedAnew(token, { claims = {}, header = { alg: 'RS256', kid: 'own' }, with: using = own }) {
  const old = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  const said = `${encode(header)}.${encode({ ...old, ...claims })}`;
  if (header.alg === 'none') return `${said}.`;
  const signature = sign('RSA-SHA256', Buffer.from(said), createPrivateKey({ key: using, format: 'jwk' }));
  return `${said}.${signature.toString('base64url')}`;
}

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token) {
    const id = JSON.parse(Buffer.from(ctx.body.id_token.split('.')[1], 'base64url')).sub;
    const trick = tricks[trickOf(id)];
    if (trick) ctx.body.id_token = signedAnew(ctx.body.id_token, trick(id));
    if (trickOf(id) === 'tokenless') delete ctx.body.id_token;
    if (trickOf(id) === 'broken') ctx.body = 'no JSON';
  }
  // A provider that tells someone else's address.
  if (ctx.path === '/me' && trickOf(ctx.body?.sub ?? '') === 'swapped') ctx.body.sub = 'eva';
});

const answer = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  const person = request.headers['x-person'];
  const result = person
    ? { login: { accountId: person } }
    : { error: 'access_denied', error_description: '<b>someone cancelled</b>' };
  return provider.interactionFinished(request, response, result);
});

process.stdin.on('end', () => process.exit(0)).resume();
console.log(issuer);
