/** Builds the oidc-provider instance of a site. */
import { Provider, errors, interactionPolicy } from "oidc-provider";
import { acrValues, satisfies } from "./assurance.js";
import { audienceOf, audiences, audiencesForScopes } from "./audiences.js";
import { scopeClaims } from "./claims.js";
import { tokenExchange } from "./clients.js";
import { allowNativeRedirects } from "./redirects.js";
import { errorPage, signOutPage, signedOutPage } from "./pages.js";
import { allowTokenExchange } from "./exchange.js";
import { decorateTokens } from "./token_claims.js";

const signingAlgs = [
  "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
];

/**
 * A provider for the site's settings and keys of this moment; what it remembers is in the site's store.
 * @param {import("./site.js").Site} site
 */
export function buildProvider(site) {
  const { kind, settings, config } = site;
  const provider = new Provider(config.issuer, {
    acrValues,
    adapter: site.store.Adapter,
    claims: scopeClaims,
    clientBasedCORS: () => false,
    clients: config.clients.map((client) => ({
      ...client, id_token_signed_response_alg: settings.signing_alg,
    })),
    clockTolerance: 0,
    cookies: {
      keys: [config.cookie_key],
      names: { session: `${kind}_session`, interaction: `${kind}_step`, resume: `${kind}_resume` },
    },
    enabledJWA: {
      clientAuthSigningAlgValues: signingAlgs,
      idTokenSigningAlgValues: signingAlgs,
      userinfoSigningAlgValues: signingAlgs,
    },
    expiresWithSession: () => settings.refresh_ends_with_session,
    extraTokenClaims: (_ctx, token) => site.accessTokenClaims(token.grantId),
    features: features(site),
    findAccount: (_ctx, sub, token) => account(site, sub, token),
    interactions: {
      policy: policy(site),
      url: (_ctx, interaction) => `${site.mount}/interaction/${interaction.uid}`,
    },
    issueRefreshToken: async (_ctx, client) => (
      settings.refresh && client.grantTypeAllowed("refresh_token")
    ),
    jwks: { keys: site.keys },
    loadExistingGrant: (ctx) => grantFor(site, ctx),
    pkce: { required: () => kind === "gateway" },
    renderError: (ctx, out) => errorPage(ctx, site, out),
    responseTypes: ["code"],
    rotateRefreshToken: () => settings.rotate,
    routes: site.routes,
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? settings.access_token_s,
      AuthorizationCode: () => settings.code_s,
      Grant: 86400,
      IdToken: () => settings.id_token_s,
      Interaction: 3600,
      RefreshToken: () => settings.refresh_token_s,
      Session: 43200,
    },
  });

  if (kind === "cis2") {
    provider.OIDCContext.prototype.clientJwtAuthExpectedAudience = function tokenEndpointOnly() {
      return new Set([this.urlFor("token")]);
    };
  } else {
    allowNativeRedirects(provider);
    allowTokenExchange(provider, (ctx, audience) => resourceServer(ctx, audience, settings));
  }
  decorateTokens(site, provider);
  return provider;
}

function features({ kind, settings }) {
  return {
    claimsParameter: { enabled: false },
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    resourceIndicators: {
      enabled: kind === "gateway",
      useGrantedResource: () => false,
      defaultResource: (ctx, _client, oneOf) => chosenResource(ctx, oneOf),
      getResourceServerInfo: (ctx, identifier) => resourceServer(ctx, identifier, settings),
    },
    revocation: { enabled: kind === "gateway" },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: signOutPage(kind),
      postLogoutSuccessSource: signedOutPage(kind),
    },
  };
}

function chosenResource(ctx, oneOf) {
  const byScope = audiencesForScopes(ctx.oidc.requestParamScopes);
  if (oneOf === undefined) {
    return byScope.length > 0 ? byScope : undefined;
  }
  const fitting = oneOf.filter((identifier) => byScope.includes(identifier));
  return fitting.length === 1 ? fitting[0] : oneOf;
}

function resourceServer(ctx, identifier, settings) {
  const known = audienceOf(identifier);
  const exchanging = ctx.oidc.params.grant_type === tokenExchange;
  if (known === undefined || (known === audiences.exchange && !exchanging)) {
    throw new errors.InvalidTarget();
  }
  return {
    accessTokenFormat: "jwt",
    accessTokenTTL: settings.access_token_s,
    audience: known.audience,
    jwt: { sign: { alg: "RS256" } },
    scope: known.scopes.join(" "),
  };
}

function account(site, sub, token) {
  return {
    accountId: sub,
    claims: (use) => (use === "userinfo" && token !== undefined ? site.userinfo(token.grantId) : { sub }),
  };
}

/** Every authorization is its own grant, so that revoking one leaves the others alone. */
async function grantFor(site, ctx) {
  const { client, result, session, params, provider } = ctx.oidc;
  const context = site.enterSession(session.uid, result?.login?.context, params);
  if (context === undefined) {
    return undefined;
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  const scopes = params.scope.split(" ").filter((scope) => !site.settings.drop?.includes(scope));
  grant.addOIDCScope(scopes.join(" "));
  Object.keys(ctx.oidc.resourceServers).forEach((identifier) => {
    grant.addResourceScope(identifier, scopes.join(" "));
  });
  session.ensureClientContainer(client.clientId);
  site.enterGrant(await grant.save(), { ...context, sid: session.sidFor(client.clientId) });
  return grant;
}

function policy(site) {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.remove("consent");
  const { checks } = prompts.get("login");
  const unlessJustDone = (needed) => (ctx) => {
    const context = site.sessionContext(ctx.oidc.session.uid);
    return context !== undefined && !ctx.oidc.result?.login && needed(ctx.oidc.params, context);
  };
  const scope = (params, name) => params.scope.split(" ").includes(name);

  checks.add(new Check("acr_not_met", "a stronger sign-in is required", unlessJustDone(
    (params, { authentication }) => params.acr_values !== undefined
      && !params.acr_values.split(" ").some((acr) => satisfies(acr, authentication)),
  )));
  checks.add(new Check("role_wanted", "a role is to be chosen", unlessJustDone(
    (params, { roleId }) => scope(params, "changedrole")
      || (scope(params, "selectedrole") && roleId === undefined),
  )));
  return prompts;
}
