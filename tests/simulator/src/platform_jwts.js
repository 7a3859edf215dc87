/** The two JWTs of an exchange at the NHS API platform: what it demands of each, in its order. */
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from "jose";
import { now } from "./clock.js";
import { request } from "./http_client.js";
import { demand, invalidRequest, publicKeyError } from "./platform_errors.js";

/** Of an assertion's exp, in seconds: five minutes and some patience. */
const longestAssertion = 310;

function decoded(jwt, name) {
  try {
    return { header: decodeProtectedHeader(jwt), claims: decodeJwt(jwt) };
  } catch {
    throw invalidRequest(`Malformed JWT in ${name}`);
  }
}

function checkTyp({ typ }, name) {
  demand(typeof typ === "string" && typ.toLowerCase() === "jwt",
    invalidRequest(`Invalid 'typ' header in ${name} JWT - must be 'JWT'`));
}

function checkExp(exp, name) {
  demand(exp !== undefined, invalidRequest(`Missing 'exp' claim in ${name} JWT`));
  demand(typeof exp === "number", invalidRequest(`Invalid 'exp' claim in ${name} JWT - must be an integer`));
  demand(exp > now(), invalidRequest(`Invalid 'exp' claim in ${name} JWT - JWT has expired`));
}

/** Client assertions, each good for once. */
export class Assertions {
  #seen = new Set();

  /**
   * @param {object[]} apps registered: `client_id`, and `jwk` where it has a key
   * @param {string} tokenUrl
   */
  constructor(apps, tokenUrl) {
    this.apps = apps;
    this.tokenUrl = tokenUrl;
  }

  /** Forgets what was seen. */
  clear() {
    this.#seen.clear();
  }

  /**
   * The app that an assertion proves.
   * @param {string | null} jwt
   */
  async check(jwt) {
    const name = "client_assertion";
    demand(jwt, invalidRequest(`Missing ${name}`));
    const { header, claims } = decoded(jwt, name);
    demand(header.kid, invalidRequest(`Missing 'kid' header in ${name} JWT`));
    checkTyp(header, name);
    demand(header.alg, invalidRequest(`Missing 'alg' header in ${name} JWT`));
    demand(header.alg === "RS512",
      invalidRequest(`Invalid 'alg' header in ${name} JWT - unsupported JWT algorithm - must be 'RS512'`));
    const app = this.#checkClaims(claims, name);
    demand(app.jwk, publicKeyError(
      "You need to register a public key to use this authentication method - please contact support to configure", 403));
    demand(header.kid === app.jwk.kid,
      invalidRequest(`Invalid 'kid' header in ${name} JWT - no matching public key`, 401));
    await verified(jwt, await importJWK(app.jwk, "RS512"), ["RS512"]);
    demand(!this.#seen.has(claims.jti), invalidRequest(`Non-unique 'jti' claim in ${name} JWT`));
    this.#seen.add(claims.jti);
    return app;
  }

  #checkClaims({ iss, sub, jti, aud, exp }, name) {
    demand(iss && iss === sub, invalidRequest(`Missing or non-matching 'iss'/'sub' claims in ${name} JWT`));
    const app = this.apps.find(({ client_id: id }) => id === iss);
    demand(app, invalidRequest(`Invalid 'iss'/'sub' claims in ${name} JWT`, 401));
    demand(jti !== undefined, invalidRequest(`Missing 'jti' claim in ${name} JWT`));
    demand(typeof jti === "string",
      invalidRequest(`Invalid 'jti' claim in ${name} JWT - must be a unique string value such as a GUID`));
    demand(aud === this.tokenUrl, invalidRequest(`Missing or invalid 'aud' claim in ${name} JWT`, 401));
    checkExp(exp, name);
    demand(exp <= now() + longestAssertion,
      invalidRequest(`Invalid 'exp' claim in ${name} JWT - more than 5 minutes in future`));
    return app;
  }
}

/**
 * The claims of a subject token of CIS2's.
 * @param {string | null} jwt
 * @param {{issuer: string, jwks_uri: string, ca: string}} cis2
 */
export async function checkSubject(jwt, { issuer, jwks_uri: jwksUri, ca }) {
  const name = "subject_token";
  demand(jwt, invalidRequest(`Missing ${name}`));
  const { header, claims } = decoded(jwt, name);
  demand(header.kid, invalidRequest(`Missing 'kid' header in ${name} JWT`));
  checkTyp(header, name);
  demand(header.alg, invalidRequest(`Missing 'alg' header in ${name} JWT`));
  checkExp(claims.exp, name);
  demand(claims.iss, invalidRequest(`Missing 'iss' claim in ${name} JWT`));
  demand(claims.aud, invalidRequest(`Missing 'aud' claim in ${name} JWT`, 401));
  // What it says of another issuer is not known.
  demand(claims.iss === issuer, invalidRequest(`Invalid 'iss' claim in ${name} JWT`));
  const keys = createLocalJWKSet(JSON.parse((await request(jwksUri, { ca })).body));
  await verified(jwt, keys, ["RS256", "RS512"], name);
  return claims;
}

async function verified(jwt, key, algorithms, name) {
  try {
    await jwtVerify(jwt, key, { algorithms, currentDate: new Date(Date.now()) });
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      throw invalidRequest(`Invalid 'kid' header in ${name} JWT - no matching public key`, 401);
    }
    throw publicKeyError("JWT signature verification failed", 401);
  }
}
