import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();
const arm = (fault) => sim.control("gateway", "POST /faults", fault);

async function signedIn() {
  const client = new Client(sim);
  return { client, ...await client.signIn({ persona: "nurse" }) };
}

test("drop_after: the answer is lost although the refresh token was rotated", async () => {
  const { client, tokens } = await signedIn();
  await arm({ endpoint: "token", grant_type: "refresh_token", kind: "drop_after" });
  await assert.rejects(client.refresh(tokens.refresh_token), { code: "ECONNRESET" });
  const [entry] = (await sim.received("gateway", "token")).slice(-1);
  assert.deepEqual([entry.status, entry.fault, entry.error], [200, "drop_after", null]);
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
});

test("drop_before: nothing happened, the same token is still good", async () => {
  const { client, tokens } = await signedIn();
  await arm({ endpoint: "token", kind: "drop_before", times: 2 });
  await assert.rejects(client.refresh(tokens.refresh_token));
  await assert.rejects(client.refresh(tokens.refresh_token));
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
});

test("a false answer after processing also hides a rotation", async () => {
  const { client, tokens } = await signedIn();
  await arm({ endpoint: "token", kind: "status", status: 502, after_processing: true });
  assert.equal((await client.refresh(tokens.refresh_token)).status, 502);
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
});

test("status, with Retry-After, at each endpoint; processing did not happen", async () => {
  const { client, tokens } = await signedIn();
  for (const status of [429, 500, 503]) {
    await arm({ endpoint: "token", kind: "status", status, retry_after_s: 7 });
    const answer = await client.refresh(tokens.refresh_token);
    assert.deepEqual([answer.status, answer.headers["retry-after"]], [status, "7"]);
  }
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200);
  const urls = {
    discovery: `${client.issuer}/.well-known/openid-configuration`,
    jwks: client.metadata.jwks_uri,
    authorize: client.metadata.authorization_endpoint,
    userinfo: client.metadata.userinfo_endpoint,
    revocation: client.metadata.revocation_endpoint,
    end_session: client.metadata.end_session_endpoint,
  };
  for (const [endpoint, url] of Object.entries(urls)) {
    await arm({ endpoint, kind: "status", status: 503 });
    assert.equal((await client.send(url)).status, 503, endpoint);
    assert.notEqual((await client.send(url)).status, 503, endpoint);
  }
});

test("captive portal, garbage, truncation and delay", async () => {
  const client = new Client(sim);
  const url = `${client.issuer}/.well-known/openid-configuration`;
  await arm([{ endpoint: "discovery", kind: "captive" }, { endpoint: "discovery", kind: "captive", status: 302 }]);
  const portal = await client.send(url);
  assert.equal(portal.status, 200);
  assert.match(portal.headers["content-type"], /^text\/html/);
  const away = await client.send(url);
  assert.equal(away.status, 302);
  assert.ok(away.headers.location);
  await arm([{ endpoint: "discovery", kind: "garbage" }, { endpoint: "discovery", kind: "truncate" }]);
  const garbage = await client.send(url);
  assert.throws(() => JSON.parse(garbage.body), SyntaxError);
  await assert.rejects(client.send(url));
  await arm({ endpoint: "discovery", kind: "delay", delay_ms: 300 });
  const start = performance.now();
  assert.equal((await client.send(url)).status, 200);
  assert.ok(performance.now() - start >= 295);
});

test("faults can stay until disarmed, and are refused when nonsense", async () => {
  const client = new Client(sim);
  await arm({ endpoint: "any", kind: "status", status: 500, times: -1 });
  for (let i = 0; i < 3; i += 1) {
    assert.equal((await client.send(`${client.issuer}/jwks`)).status, 500);
  }
  assert.equal((await sim.control("gateway", "GET /faults")).length, 1);
  await sim.control("gateway", "DELETE /faults");
  assert.equal((await client.send(`${client.issuer}/jwks`)).status, 200);
  await assert.rejects(arm({ endpoint: "teapot", kind: "status" }));
  await assert.rejects(arm({ endpoint: "token", kind: "magic" }));
  await assert.rejects(sim.control("gateway", "POST /settings", { access_token_s: "soon" }));
  await assert.rejects(sim.control("gateway", "POST /settings", { unheard_of: 1 }));
});

test("a fault upstream reaches the client as an error, not as a hang", async () => {
  await sim.control("cis2", "POST /faults", { endpoint: "token", kind: "status", status: 500 });
  const answer = await new Client(sim).authorize({ persona: "nurse" });
  assert.equal(answer.get("error"), "temporarily_unavailable");
});

test("the control interface wants its key", async () => {
  const client = new Client(sim);
  for (const headers of [{}, { authorization: "Bearer wrong" }]) {
    assert.equal((await client.send(`${sim.gateway.control}/health`, { headers })).status, 401);
  }
});

test("the record has what came, without secrets", async () => {
  const { client, tokens } = await signedIn();
  await client.refresh(tokens.refresh_token);
  const [first, second] = await sim.received("gateway", "token");
  assert.equal(first.params.grant_type, "authorization_code");
  assert.equal(first.client_auth, "none");
  assert.match(second.params.refresh_token, /^sha256:[0-9a-f]{12}$/);
  const [exchange] = await sim.received("cis2", "token");
  assert.equal(exchange.client_auth, "private_key_jwt");
  const [authorize] = await sim.received("gateway", "authorize");
  assert.equal(authorize.params.code_challenge_method, "S256");

  const secrets = [
    ...Object.values(tokens).filter((value) => typeof value === "string" && value.length > 30 && !value.includes(" ")),
    ...Object.values(client.sent), sim.control_key,
  ];
  const records = JSON.stringify(await Promise.all(["cis2", "gateway"].map((who) => sim.control(who, "GET /record"))));
  for (const secret of secrets) {
    assert.equal(records.includes(secret) || sim.log.includes(secret), false);
  }
});
