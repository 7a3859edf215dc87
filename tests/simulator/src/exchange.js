/** Token exchange (RFC 8693) at the gateway: a person's access token for one of another audience. */
import { errors } from "oidc-provider";
import { audienceOf } from "./audiences.js";
import { tokenExchange } from "./clients.js";

const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const parameters = [
  "audience", "requested_token_type", "scope", "subject_token", "subject_token_type",
];

/**
 * Teaches a provider the grant type.
 * @param {import("oidc-provider").Provider} provider
 * @param {(ctx: object, audience: string) => object} serverInfo of an audience
 */
export function allowTokenExchange(provider, serverInfo) {
  const handler = (ctx) => exchange(provider, serverInfo, ctx);
  provider.registerGrantType(tokenExchange, handler, parameters);
}

async function exchange(provider, serverInfo, ctx) {
  const { client, params } = ctx.oidc;
  if (params.subject_token_type !== accessTokenType
    || (params.requested_token_type ?? accessTokenType) !== accessTokenType) {
    throw new errors.InvalidRequest("only access tokens are exchanged");
  }
  const subject = params.subject_token && await provider.AccessToken.find(params.subject_token);
  const grant = subject && await provider.Grant.find(subject.grantId);
  if (!grant || subject.clientId !== client.clientId) {
    throw new errors.InvalidGrant("subject_token is not valid");
  }
  const known = audienceOf(params.audience);
  if (known === undefined) {
    throw new errors.InvalidTarget();
  }
  const wanted = params.scope?.split(" ") ?? known.scopes;
  if (!wanted.every((scope) => known.scopes.includes(scope))) {
    throw new errors.InvalidScope("not a scope of that audience", params.scope);
  }
  const server = new provider.ResourceServer(known.audience, serverInfo(ctx, known.audience));
  ctx.body = await issue(provider, ctx, subject, server, wanted.join(" "));
}

async function issue(provider, ctx, subject, server, scope) {
  const token = new provider.AccessToken({
    accountId: subject.accountId,
    client: ctx.oidc.client,
    grantId: subject.grantId,
    gty: tokenExchange,
    scope,
    sessionUid: subject.sessionUid,
    sid: subject.sid,
  });
  token.resourceServer = server;
  return {
    access_token: await token.save(),
    expires_in: token.expiration,
    issued_token_type: accessTokenType,
    scope,
    token_type: "Bearer",
  };
}
