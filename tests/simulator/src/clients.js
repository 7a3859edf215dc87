/** The clients registered at each issuer, and their credentials, new for every run. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Grant type of RFC 8693. */
export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

const directRedirects = [28471, 28472, 28473].map((port) => `http://localhost:${port}/callback`);
const nativeRedirects = ["http://127.0.0.1/callback", "http://localhost/callback"];

/**
 * @typedef {object} Registered
 * @property {object} metadata what oidc-provider is told
 * @property {object} told what tests are told
 */

/**
 * The clients of CIS2: confidential, exact redirect URIs.
 * @param {string} dir where keys and secrets are written
 * @param {string[]} moreRedirects
 * @returns {Registered[]}
 */
export function cis2Clients(dir, moreRedirects) {
  const redirects = [...directRedirects, ...moreRedirects];
  const byKey = (id, alg, more = {}) => keyClient(dir, id, alg, redirects, more);
  const secret = randomBytes(32).toString("base64url");
  const secretFile = join(dir, "lanyard-direct-post.secret");
  writeFileSync(secretFile, secret, { mode: 0o600 });

  return [
    byKey("lanyard-direct", "RS256"),
    byKey("lanyard-direct-rs512", "RS512"),
    byKey("lanyard-direct-es256", "ES256"),
    byKey("lanyard-direct-ps256", "PS256"),
    byKey("lanyard-direct-signed", "RS256", { userinfo_signed_response_alg: "RS256" }),
    registered("lanyard-direct-post", redirects, {
      client_secret: secret, token_endpoint_auth_method: "client_secret_post",
    }, { auth: "client_secret_post", secret_file: secretFile }),
  ];
}

/**
 * The gateway's own registration at CIS2.
 * @param {string} dir
 * @param {string} redirectUri
 * @returns {Registered}
 */
export function gatewayAtCis2(dir, redirectUri) {
  return keyClient(dir, "trust-gateway", "RS256", [redirectUri]);
}

/**
 * The clients of the gateway: public and native.
 * @param {string[]} moreRedirects
 * @returns {Registered[]}
 */
export function gatewayClients(moreRedirects) {
  const redirects = [...nativeRedirects, ...moreRedirects];
  const native = {
    application_type: "native",
    grant_types: ["authorization_code", "refresh_token", tokenExchange],
    post_logout_redirect_uris: nativeRedirects,
    token_endpoint_auth_method: "none",
  };
  return [
    registered("lanyard", redirects, native, { auth: "none" }),
    registered("lanyard-signed", redirects, { ...native, userinfo_signed_response_alg: "RS256" }, { auth: "none" }),
  ];
}

/**
 * The application registered at the NHS API platform: API key, secret and public key.
 * @param {string} dir where its key and secret are written
 */
export function platformApp(dir) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 4096 });
  const apiKey = randomBytes(16).toString("hex");
  const secret = randomBytes(12).toString("hex");
  const [keyFile, secretFile] = [join(dir, "platform-app.pem"), join(dir, "platform-app.secret")];
  writeFileSync(keyFile, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "platform-app-1", use: "sig", alg: "RS512" };
  return {
    registered: { client_id: apiKey, secret, jwk },
    told: { client_id: apiKey, key_id: jwk.kid, key_file: keyFile, secret_file: secretFile },
  };
}

function keyClient(dir, id, alg, redirects, more = {}) {
  const { privateKey, publicKey } = alg.startsWith("ES")
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyFile = join(dir, `${id}.pem`);
  writeFileSync(keyFile, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  return registered(id, redirects, {
    jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: `${id}-1`, use: "sig", alg }] },
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: alg,
    ...more,
  }, { auth: "private_key_jwt", alg, key_id: `${id}-1`, key_file: keyFile });
}

function registered(id, redirects, metadata, told) {
  return {
    metadata: {
      client_id: id,
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: redirects,
      response_types: ["code"],
      ...metadata,
    },
    told: {
      client_id: id,
      ...told,
      redirect_uris: redirects,
      signed_userinfo: metadata.userinfo_signed_response_alg !== undefined,
    },
  };
}
