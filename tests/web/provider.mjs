// An OpenID provider for the tests, with test users: `node provider.mjs LIBRARY PORT PAGE`.
// LIBRARY is oidc-provider's lib/index.js. PAGE is the URL to which browsers return. Prints "ready" when it listens.
import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const [library, port, page] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(library).href);

const key = (type, options, kid) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  kid,
});

const client = (id, rest) => ({
  client_id: id,
  client_secret: 'a secret: with + signs & more, long enough',
  redirect_uris: [`${page}/login/openid/back`],
  post_logout_redirect_uris: [`${page}/login`],
  ...rest,
});

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

// The permanent identifiers of the users at the provider.
const people = {
  dora: { preferred_username: 'Dora', email: '2101@example.com', email_verified: true, groups: ['fax-desk'] },
  emil: { preferred_username: 'emil', email: '2101@example.com', email_verified: false, groups: ['fax-desk'] },
  fred: { preferred_username: 'fred', groups: ['others'] },
  eve: { preferred_username: 'alice', groups: ['fax-desk'] },
  mallory: { preferred_username: 'dora', groups: ['fax-desk'] },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    ...algorithms.map((name) => client(`fax-${name}`, { id_token_signed_response_alg: name })),
    client('fax-post', { token_endpoint_auth_method: 'client_secret_post' }),
    client('fax-public', { token_endpoint_auth_method: 'none', client_secret: undefined }),
  ],
  jwks: {
    keys: [
      key('rsa', { modulusLength: 2048 }, 'rsa'),
      key('ec', { namedCurve: 'P-256' }, 'ec'),
      key('ed25519', {}, 'ed'),
    ],
  },
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  claims: {
    openid: ['sub'],
    profile: ['preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  scopes: ['openid', 'groups'],
  findAccount: (_, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  pkce: { required: () => true },
  cookies: { keys: ['of no worth'] },
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
