import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, allScopes } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();
const scope = `${allScopes} records.read meds.read meds.write`;

function audience(name) {
  return sim.resources[name].audience;
}

async function signedIn(more = {}) {
  const client = new Client(sim);
  const resource = [audience("records"), audience("meds")];
  return { client, ...await client.signIn({ persona: "nurse", scope, resource, ...more }) };
}

/** A protected resource asked with a token. */
async function get(client, name, token, url = sim.resources[name].url) {
  const { status, headers, body } = await client.send(url, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return { status, challenge: headers["www-authenticate"], ...JSON.parse(body) };
}

test("each refresh names one resource, and each resource refuses the other's token", async () => {
  const { client, tokens, claims } = await signedIn();
  const records = await client.refresh(tokens.refresh_token, { resource: audience("records") });
  const meds = await client.refresh(records.refresh_token, { resource: audience("meds") });
  assert.equal(records.scope, "records.read");
  assert.equal(meds.scope, "meds.read meds.write");

  const seen = await get(client, "records", records.access_token);
  assert.deepEqual([seen.status, seen.sub, seen.aud, seen.scope], [200, claims.sub, audience("records"), "records.read"]);
  assert.equal((await get(client, "meds", meds.access_token)).status, 200);
  assert.equal((await get(client, "meds", meds.access_token, sim.resources.meds.http_url)).status, 200);
  for (const [name, token] of [["records", meds.access_token], ["meds", records.access_token]]) {
    const refused = await get(client, name, token);
    assert.equal(refused.status, 401);
    assert.match(refused.challenge, /error="invalid_token"/);
  }
  assert.equal((await get(client, "records", tokens.access_token)).status, 401);
  await assert.rejects(client.userinfo(records));
});

test("a refresh narrowed by scope chooses the resource", async () => {
  for (const more of [{}, { resource: undefined }]) {
    const { client, tokens } = await signedIn(more);
    const meds = await client.refresh(tokens.refresh_token, { scope: "meds.read" });
    assert.equal(meds.scope, "meds.read");
    assert.equal((await get(client, "meds", meds.access_token)).scope, "meds.read");
    const write = await client.refresh(meds.refresh_token, { scope: "meds.write" });
    const refused = await get(client, "meds", write.access_token);
    assert.equal(refused.status, 403);
    assert.match(refused.challenge, /insufficient_scope/);
    const wide = await client.refresh(write.refresh_token, { scope: "openid admin" });
    assert.equal(wide.error, "invalid_scope");
  }
});

test("what was not granted, or is unknown, is invalid_target", async () => {
  const { client, tokens } = await signedIn({ resource: audience("records") });
  const refused = await client.refresh(tokens.refresh_token, { resource: "https://other.example.test" });
  assert.equal(refused.error, "invalid_target");
  const answer = await new Client(sim).authorize({ persona: "nurse", scope, resource: "https://other.example.test" });
  assert.equal(answer.get("error"), "invalid_target");
  const viaRequest = await new Client(sim).authorize({ persona: "nurse", scope, resource: audience("exchange") });
  assert.equal(viaRequest.get("error"), "invalid_target");
});

test("the role in force is in the token", async () => {
  const role = sim.persona("doctor").roles[1].id;
  const { client, tokens } = await signedIn({ persona: "doctor", role, scope: `${scope} selectedrole` });
  const records = await client.refresh(tokens.refresh_token, { resource: audience("records") });
  assert.equal((await get(client, "records", records.access_token)).selected_roleid, role);
});

test("token exchange gives a token for an audience that nothing else gives", async () => {
  const { client, tokens, claims } = await signedIn();
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: tokens.access_token,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: audience("exchange"),
  };
  const exchanged = await client.token(form);
  assert.equal(exchanged.issued_token_type, form.subject_token_type);
  const seen = await get(client, "exchange", exchanged.access_token);
  assert.deepEqual([seen.status, seen.sub, seen.scope], [200, claims.sub, "exchange.read"]);
  assert.equal((await get(client, "records", exchanged.access_token)).status, 401);
  assert.equal((await client.token({ ...form, audience: "https://x.example.test" })).error, "invalid_target");
  assert.equal((await client.token({ ...form, subject_token: "x" })).error, "invalid_grant");
  assert.equal((await client.token({ ...form, scope: "records.read" })).error, "invalid_scope");
  await sim.control("gateway", "POST /revoke", {});
  assert.equal((await client.token(form)).error, "invalid_grant");
});

test("resources refuse no token, rubbish, expired and wrongly signed ones", async () => {
  const { client, tokens } = await signedIn();
  assert.equal((await get(client, "records")).status, 401);
  assert.equal((await get(client, "records", "rubbish")).status, 401);
  const { access_token: good } = await client.refresh(tokens.refresh_token, { resource: audience("records") });
  const [head, body, signature] = good.split(".");
  const forged = Buffer.from(signature, "base64url").reverse().toString("base64url");
  assert.equal((await get(client, "records", `${head}.${body}.${forged}`)).status, 401);
  await sim.control("resources", "POST /clock", { offset_s: 3600 });
  assert.equal((await get(client, "records", good)).status, 401);
  await sim.control("resources", "POST /clock", { offset_s: 0 });
  assert.equal((await get(client, "records", good)).status, 200);
});

test("resources follow a key rollover", async () => {
  const { client, tokens } = await signedIn();
  await sim.control("gateway", "POST /keys/rollover", { keep_old: false });
  const next = await client.refresh(tokens.refresh_token, { resource: audience("records") });
  assert.equal((await get(client, "records", next.access_token)).status, 200);
  const entries = await sim.received("resources", "records");
  assert.equal(entries.at(-1).status, 200);
  assert.equal(JSON.stringify(entries).includes(next.access_token), false);
});
