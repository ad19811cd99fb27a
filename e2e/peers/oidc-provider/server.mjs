// npm oidc-provider as quick as it can honestly be set up for client_credentials: ES256 JWT access tokens, everything
// in memory, no interactions. Settings come from the environment; `ready <url>` is printed once it listens.
//
//   PORT        where to listen, on 127.0.0.1
//   CLIENTS     JSON list of client metadata (OpenID Connect Dynamic Client Registration names), e.g.
//               [{"client_id":"a","client_secret":"…","token_endpoint_auth_method":"client_secret_post"}]
//   RESOURCE    identifier of the API that tokens are for; without a `resource` parameter they are for this one
//   OPAQUE_RESOURCE   identifier of another API with the same scopes, whose tokens are opaque; none where absent
//   SCOPES      their scopes, separated by spaces
import { generateKeyPairSync } from 'node:crypto';

import { Provider, errors } from 'oidc-provider';

const port = Number(process.env.PORT ?? 9090);
const resource = process.env.RESOURCE ?? 'https://api.example/v1';
const formats = new Map([[resource, 'jwt']]);
if (process.env.OPAQUE_RESOURCE) formats.set(process.env.OPAQUE_RESOURCE, 'opaque');
const scope = process.env.SCOPES ?? 'appointments.change appointments.read patients.read';
const clients = JSON.parse(process.env.CLIENTS ?? '[]').map((client) => ({
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  scope,
  ...client,
}));

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'es256', alg: 'ES256', use: 'sig' };
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [key] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  scopes: scope.split(' '),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      getResourceServerInfo: (_ctx, identifier) => {
        const accessTokenFormat = formats.get(identifier);
        if (!accessTokenFormat) throw new errors.InvalidTarget();
        return {
          scope,
          audience: identifier,
          accessTokenTTL: 1200,
          accessTokenFormat,
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  },
});

const server = provider.listen(port, '127.0.0.1', () => console.log(`ready ${issuer}`));
// Kept connections stay open, as ours do.
server.keepAliveTimeout = 60_000;
