import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, test } from "node:test";
import { SignJWT, UnsecuredJWT } from "jose";
import { Client, allScopes } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const seconds = () => Math.floor(Date.now() / 1000);

/** An honest assertion, but for these changes; a claim of undefined is left out. */
async function assertion({ claims = {}, header = {}, key } = {}) {
  const { client_id: id, key_id: kid, key_file: file } = sim.platform.app;
  const payload = {
    iss: id, sub: id, aud: sim.platform.token_url, jti: randomUUID(), exp: seconds() + 290, ...claims,
  };
  Object.keys(payload).forEach((name) => payload[name] === undefined && delete payload[name]);
  const head = { alg: "RS512", typ: "JWT", kid, ...header };
  Object.keys(head).forEach((name) => head[name] === undefined && delete head[name]);
  return new SignJWT(payload).setProtectedHeader(head).sign(key ?? createPrivateKey(readFileSync(file)));
}

async function post(form) {
  const { status, body } = await new Client(sim, "cis2").send(sim.platform.token_url, { form });
  return { status, ...JSON.parse(body) };
}

async function signedIn(persona = "nurse", role = undefined) {
  const client = new Client(sim, "cis2");
  return (await client.signIn({ persona, role, scope: `${allScopes} selectedrole` })).tokens.id_token;
}

async function exchange(idToken, changes = {}) {
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: idTokenType,
    subject_token: idToken,
    client_assertion_type: assertionType,
    client_assertion: await assertion(),
    ...changes,
  };
  Object.keys(form).forEach((name) => form[name] === undefined && delete form[name]);
  return post(form);
}

function refresh(token, changes = {}) {
  const { client_id: id, secret_file: file } = sim.platform.app;
  return post({
    grant_type: "refresh_token", refresh_token: token, client_id: id,
    client_secret: readFileSync(file, "utf8").trim(), ...changes,
  });
}

async function api(token, headers = {}) {
  const { status, body } = await new Client(sim, "cis2").send(sim.platform.api_url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status, ...JSON.parse(body) };
}

function refused({ status, error, error_description: why, message_id: id }) {
  assert.ok(id);
  return [status, error, why];
}

test("an ID token buys a token, and numbers are strings", async () => {
  const role = sim.persona("doctor").roles[1].id;
  const idToken = await signedIn("doctor", role);
  const answer = await exchange(idToken);
  assert.deepEqual(Object.keys(answer).sort(), [
    "access_token", "expires_in", "issued_token_type", "refresh_count", "refresh_token",
    "refresh_token_expires_in", "status", "token_type",
  ]);
  assert.deepEqual([answer.expires_in, answer.refresh_token_expires_in, answer.refresh_count], ["599", "43199", "0"]);
  assert.equal(answer.issued_token_type, "urn:ietf:params:oauth:token-type:access_token");
  const seen = await api(answer.access_token, { "NHSD-Session-URID": "555000333444" });
  assert.equal(seen.status, 200);
  assert.equal(seen.sub, sim.persona("doctor").cis2_sub);
  assert.deepEqual([seen.selected_roleid, seen.session_urid], [role, "555000333444"]);
  assert.match(seen.scope, /:aal3:/);
  const weaker = await exchange(await signedIn("aal2"));
  assert.match((await api(weaker.access_token)).scope, /:aal2:/);
  assert.equal((await api("rubbish")).status, 401);
});

test("a refresh token is good for once", async () => {
  const first = await exchange(await signedIn());
  const second = await refresh(first.refresh_token);
  assert.deepEqual([second.status, second.refresh_count, second.issued_token_type], [200, "1", undefined]);
  assert.equal((await api(second.access_token)).refresh_count, 1);
  assert.deepEqual(refused(await refresh(first.refresh_token)), [401, "invalid_grant", "refresh_token is invalid"]);
  assert.equal((await refresh(second.refresh_token)).refresh_count, "2");
});

test("the window is of the exchange, and a refresh does not move it", async () => {
  await sim.control("platform", "POST /settings", { refresh_window_s: 1000 });
  const first = await exchange(await signedIn());
  await sim.control("platform", "POST /clock", { offset_s: 600 });
  assert.equal((await api(first.access_token)).status, 401);
  const second = await refresh(first.refresh_token);
  assert.ok(Number(second.refresh_token_expires_in) <= 400);
  await sim.control("platform", "POST /clock", { offset_s: 1100 });
  assert.deepEqual(refused(await refresh(second.refresh_token)),
    [401, "invalid_grant", "refresh token refresh period has expired"]);
});

test("a refresh needs the secret", async () => {
  const { refresh_token: token } = await exchange(await signedIn());
  assert.equal((await refresh(token, { client_secret: "wrong" })).status, 401);
  assert.equal((await refresh(token, { client_id: "stranger" })).status, 401);
  assert.equal((await refresh(token)).status, 200);
});

describe("it refuses an assertion", () => {
  let idToken;
  beforeEach(async () => { idToken = await signedIn(); });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const rows = {
    "without a kid": [{ header: { kid: undefined } }, 400, "Missing 'kid' header in client_assertion JWT"],
    "of a kid that is not registered": [{ header: { kid: "other" } }, 401, "Invalid 'kid' header in client_assertion JWT - no matching public key"],
    "of another type": [{ header: { typ: "other" } }, 400, "Invalid 'typ' header in client_assertion JWT - must be 'JWT'"],
    "signed with RS256": [{ header: { alg: "RS256" } }, 400, "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'"],
    "without iss": [{ claims: { iss: undefined } }, 400, "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"],
    "whose sub differs": [{ claims: { sub: "other" } }, 400, "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT"],
    "of a stranger": [{ claims: { iss: "other", sub: "other" } }, 401, "Invalid 'iss'/'sub' claims in client_assertion JWT"],
    "without jti": [{ claims: { jti: undefined } }, 400, "Missing 'jti' claim in client_assertion JWT"],
    "whose jti is a number": [{ claims: { jti: 1 } }, 400, "Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID"],
    "for another endpoint": [{ claims: { aud: "other" } }, 401, "Missing or invalid 'aud' claim in client_assertion JWT"],
    "without exp": [{ claims: { exp: undefined } }, 400, "Missing 'exp' claim in client_assertion JWT"],
    "whose exp is a string": [{ claims: { exp: String(seconds() + 60) } }, 400, "Invalid 'exp' claim in client_assertion JWT - must be an integer"],
    "that has expired": [{ claims: { exp: seconds() - 20 } }, 400, "Invalid 'exp' claim in client_assertion JWT - JWT has expired"],
    "of a long life": [{ claims: { exp: seconds() + 900 } }, 400, "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future"],
  };
  for (const [name, [changes, status, why]] of Object.entries(rows)) {
    test(name, async () => {
      const answer = await exchange(idToken, { client_assertion: await assertion(changes) });
      assert.deepEqual(refused(answer), [status, "invalid_request", why]);
    });
  }
  test("signed by another key", async () => {
    const answer = await exchange(idToken, { client_assertion: await assertion({ key: other }) });
    assert.deepEqual(refused(answer), [401, "public_key error", "JWT signature verification failed"]);
  });
  test("that was seen before", async () => {
    const used = await assertion();
    assert.equal((await exchange(idToken, { client_assertion: used })).status, 200);
    assert.deepEqual(refused(await exchange(idToken, { client_assertion: used })),
      [400, "invalid_request", "Non-unique 'jti' claim in client_assertion JWT"]);
  });
});

describe("it refuses a request", () => {
  const rows = {
    "of another grant": [{ grant_type: "password" }, "grant_type is invalid"],
    "of no grant": [{ grant_type: undefined }, "grant_type is invalid"],
    "without the assertion's type": [{ client_assertion_type: undefined }, `Missing or invalid client_assertion_type - must be '${assertionType}'`],
    "without an assertion": [{ client_assertion: undefined }, "Missing client_assertion"],
    "with rubbish for an assertion": [{ client_assertion: "x" }, "Malformed JWT in client_assertion"],
    "for an access token": [{ subject_token_type: "urn:ietf:params:oauth:token-type:access_token" }, `missing or invalid subject_token_type - must be '${idTokenType}'`],
    "without a token": [{ subject_token: undefined }, "Missing subject_token"],
    "with rubbish for a token": [{ subject_token: "x" }, "Malformed JWT in subject_token"],
  };
  for (const [name, [changes, why]] of Object.entries(rows)) {
    test(name, async () => {
      assert.deepEqual(refused(await exchange("x", changes)), [400, "invalid_request", why]);
    });
  }
});

describe("it refuses an ID token", () => {
  const claims = () => ({ iss: sim.cis2.issuer, aud: "a", exp: seconds() + 60 });
  const forged = (change, header = {}) => {
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const payload = { ...claims(), ...change };
    Object.keys(payload).forEach((name) => payload[name] === undefined && delete payload[name]);
    return new SignJWT(payload).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "k", ...header }).sign(key);
  };
  const rows = {
    "without a kid": [{}, { kid: undefined }, 400, "Missing 'kid' header in subject_token JWT"],
    "of another type": [{}, { typ: "at+jwt" }, 400, "Invalid 'typ' header in subject_token JWT - must be 'JWT'"],
    "without exp": [{ exp: undefined }, {}, 400, "Missing 'exp' claim in subject_token JWT"],
    "whose exp is a string": [{ exp: "1" }, {}, 400, "Invalid 'exp' claim in subject_token JWT - must be an integer"],
    "that has expired": [{ exp: 1 }, {}, 400, "Invalid 'exp' claim in subject_token JWT - JWT has expired"],
    "without iss": [{ iss: undefined }, {}, 400, "Missing 'iss' claim in subject_token JWT"],
    "without aud": [{ aud: undefined }, {}, 401, "Missing 'aud' claim in subject_token JWT"],
    "of a key that CIS2 does not have": [{}, {}, 401, "Invalid 'kid' header in subject_token JWT - no matching public key"],
  };
  for (const [name, [change, header, status, why]] of Object.entries(rows)) {
    test(name, async () => {
      assert.deepEqual(refused(await exchange(await forged(change, header))), [status, "invalid_request", why]);
    });
  }
  test("that nobody signed", async () => {
    const bare = new UnsecuredJWT(claims()).encode();
    assert.equal((await exchange(bare)).status, 400);
  });
  test("of the gateway: CIS2's own is wanted", async () => {
    const client = new Client(sim);
    const { tokens } = await client.signIn({ persona: "nurse" });
    assert.equal((await exchange(tokens.id_token)).error, "invalid_request");
  });
});

test("an answer that is lost spends the refresh token", async () => {
  const { refresh_token: token } = await exchange(await signedIn());
  await sim.control("platform", "POST /faults", { endpoint: "token", grant_type: "refresh_token", kind: "drop_after" });
  await assert.rejects(refresh(token));
  assert.equal((await refresh(token)).error_description, "refresh_token is invalid");
  const entry = (await sim.received("platform", "token")).at(-2);
  assert.deepEqual([entry.status, entry.fault, entry.client_auth], [200, "drop_after", "client_secret_post"]);
  assert.match(entry.params.refresh_token, /^sha256:/);
});
