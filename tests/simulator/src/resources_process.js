/** `run resources`: protected resources that accept a token of their own audience only. */
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createLocalJWKSet, errors, jwtVerify } from "jose";
import { sendJson } from "./answers.js";
import { audiences } from "./audiences.js";
import { commonCalls, controlServer } from "./control.js";
import { request } from "./http_client.js";
import { endCleanly, listen, quietConsole, readConfig } from "./process.js";
import { Record } from "./record.js";

/**
 * Runs the protected resources until told to end.
 * @param {{dir: string, untilStdinCloses: boolean}} options
 */
export async function runResources({ dir, untilStdinCloses }) {
  quietConsole("resources");
  endCleanly(untilStdinCloses);
  const config = readConfig(dir, "resources");
  const record = new Record("resources");
  const verify = verifier(config);
  const handler = (req, res) => handle(verify, record, req, res);
  const tls = { cert: readFileSync(config.cert_file), key: readFileSync(config.key_file) };
  await listen(createHttpsServer(tls, handler), config.port);
  await listen(createHttpServer(handler), config.http_port);
  const calls = commonCalls("resources", record);
  await listen(controlServer(config.control_key, calls), config.control_port);
}

async function handle(verify, record, req, res) {
  const name = req.url.match(/^\/(\w+)\/1$/)?.[1];
  const resource = Object.hasOwn(audiences, name ?? "") ? audiences[name] : undefined;
  const { status, error, body } = await answer(verify, resource, req);
  const headers = error === undefined ? {} : { "www-authenticate": challenge(error) };
  record.add({
    endpoint: resource ? name : "unknown", method: req.method, path: req.url,
    sub: body.sub ?? null, status, error: error ?? null, fault: null,
  });
  sendJson(res, status, body, headers);
}

async function answer(verify, resource, req) {
  if (resource === undefined) {
    return { status: 404, body: { error: "not_found" } };
  }
  const [scheme, token] = (req.headers.authorization ?? "").split(" ");
  if (scheme.toLowerCase() !== "bearer" || !token) {
    return { status: 401, error: "", body: { error: "no token" } };
  }
  try {
    const claims = await verify(token, resource.audience);
    const scopes = claims.scope?.split(" ") ?? [];
    if (!scopes.includes(resource.scopes[0])) {
      return refusal(403, "insufficient_scope", "scope missing");
    }
    const { sub, aud, scope, client_id, exp, selected_roleid = null, acr = null, act = null } = claims;
    return { status: 200, body: { sub, aud, scope, client_id, exp, selected_roleid, acr, act } };
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return refusal(401, "invalid_token", error.message);
    }
    return refusal(503, "temporarily_unavailable", "issuer not reached");
  }
}

function refusal(status, error, why) {
  return { status, error, body: { error, error_description: why } };
}

function challenge(error) {
  return error === "" ? 'Bearer realm="simulator"' : `Bearer realm="simulator", error="${error}"`;
}

/** Verifies tokens against the issuer's JWKS, fetched again when a key is not known. */
function verifier({ issuer, jwks_uri: jwksUri, ca_file: caFile }) {
  const ca = readFileSync(caFile, "utf8");
  const fetchKeys = async () => createLocalJWKSet(JSON.parse((await request(jwksUri, { ca })).body));
  let keys;

  return async (token, audience) => {
    const check = async () => (await jwtVerify(token, keys, {
      algorithms: ["RS256"],
      audience,
      currentDate: new Date(Date.now()),
      issuer,
      requiredClaims: ["exp", "sub"],
      typ: "at+jwt",
    })).payload;
    keys ??= await fetchKeys();
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) {
        throw error;
      }
      keys = await fetchKeys();
      return check();
    }
  };
}
