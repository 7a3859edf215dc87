/** Gives ID tokens and signed userinfo the claims and quirks that oidc-provider does not know. */
import { createHash, randomUUID } from "node:crypto";
import { SignJWT, decodeJwt, importJWK } from "jose";
import { signingKey } from "./keys.js";

/**
 * Makes every ID token and signed userinfo of a provider go through the site's own claims.
 * @param {import("./site.js").Site} site
 * @param {import("oidc-provider").Provider} provider
 */
export function decorateTokens(site, provider) {
  const accessTokens = new WeakMap();
  const { save } = provider.AccessToken.prototype;
  provider.AccessToken.prototype.save = async function saveAndRemember(...args) {
    const value = await save.apply(this, args);
    accessTokens.set(this, value);
    return value;
  };

  const { issue } = provider.IdToken.prototype;
  provider.IdToken.prototype.issue = async function issueDecorated(options) {
    const claims = decodeJwt(await issue.call(this, options));
    const { oidc } = this.ctx;
    if (options.use === "userinfo") {
      if (site.kind === "cis2") {
        delete claims.aud;
      }
      return sign(site, changed(claims, site.settings.userinfo));
    }
    const accessToken = accessTokens.get(oidc.entities.AccessToken);
    Object.assign(claims, site.idTokenClaims(oidc.entities.Grant.jti), {
      auth_time: this.available.auth_time,
      azp: claims.aud,
      ...hashed("at_hash", accessToken, site.settings.signing_alg),
      ...hashed("c_hash", oidc.params.code, site.settings.signing_alg),
    });
    return sign(site, changed(claims, site.settings.id_token));
  };
}

/**
 * Applies a test's wish for wrong claims.
 * @param {object} claims
 * @param {{set?: object, remove?: string[]}} wish
 */
export function changed(claims, { set = {}, remove = [] }) {
  const result = { ...claims, ...set };
  remove.forEach((name) => delete result[name]);
  return result;
}

/** Claims that ForgeRock's platform adds to CIS2's ID tokens. */
export function platformClaims() {
  return {
    realm: "/NHSIdentity/Healthcare",
    tokenName: "id_token",
    tokenType: "JWTToken",
    auditTrackingId: `${randomUUID()}-1`,
    "org.forgerock.openidconnect.ops": randomUUID(),
  };
}

async function sign(site, claims) {
  const alg = site.settings.signing_alg;
  const key = signingKey(site.keys, alg);
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid: key.kid, typ: "JWT" })
    .sign(await importJWK(key, alg));
}

function hashed(name, value, alg) {
  if (value === undefined) {
    return {};
  }
  const digest = createHash(`sha${alg.slice(2)}`).update(value).digest();
  return { [name]: digest.subarray(0, digest.length / 2).toString("base64url") };
}
