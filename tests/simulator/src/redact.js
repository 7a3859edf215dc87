/** Keeps secrets out of records and logs. */
import { createHash } from "node:crypto";

const secret = new Set([
  "access_token", "actor_token", "client_assertion", "client_secret", "code", "code_verifier",
  "id_token", "id_token_hint", "logout", "nonce", "refresh_token", "state", "subject_token",
  "token", "xsrf",
]);

/**
 * A short fingerprint that lets a test recognise a value without seeing it.
 * @param {string} value
 */
export function fingerprint(value) {
  return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;
}

/**
 * Request parameters, repeated ones as lists, with the secret ones as fingerprints.
 * @param {URLSearchParams} params
 */
export function redactParams(params) {
  const shown = {};
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name).map((v) => (secret.has(name) ? fingerprint(v) : v));
    shown[name] = values.length === 1 ? values[0] : values;
  }
  return shown;
}

/**
 * How a token request authenticates its client.
 * @param {URLSearchParams} params
 * @param {string | undefined} authorization
 */
export function clientAuthKind(params, authorization) {
  if (params.has("client_assertion")) return "private_key_jwt";
  if (params.has("client_secret")) return "client_secret_post";
  if (authorization?.toLowerCase().startsWith("basic ")) return "client_secret_basic";
  if (authorization?.toLowerCase().startsWith("bearer ")) return "bearer";
  return "none";
}
