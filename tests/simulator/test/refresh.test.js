import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { Browser } from "../src/browser.js";
import { Client, allScopes } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();

async function signedIn(more = {}) {
  const client = new Client(sim);
  return { client, ...await client.signIn({ persona: "nurse", ...more }) };
}

test("a refresh rotates and keeps sub, auth_time and sid", async () => {
  const { client, tokens, claims } = await signedIn();
  const next = await client.refresh(tokens.refresh_token);
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  const refreshed = await client.verify(next.id_token);
  for (const name of ["iss", "sub", "aud", "auth_time", "sid", "acr", "authentication_assurance_level"]) {
    assert.deepEqual(refreshed[name], claims[name], name);
  }
  assert.equal((await client.userinfo(next)).sub, claims.sub);
});

test("using a refresh token again revokes its family", async () => {
  const { client, tokens } = await signedIn();
  const next = await client.refresh(tokens.refresh_token);
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
  assert.equal((await client.refresh(next.refresh_token)).error, "invalid_grant");
  await assert.rejects(client.userinfo(next));
});

test("within the grace a refresh token that was used is good once more, and revokes nothing", async () => {
  await sim.control("gateway", "POST /settings", { reuse_grace_s: 60 });
  const { client, tokens } = await signedIn();
  await client.refresh(tokens.refresh_token); // Its answer is lost, say.
  const again = await client.refresh(tokens.refresh_token);
  assert.notEqual((await client.refresh(again.refresh_token)).access_token, undefined);
  await sim.control("gateway", "POST /clock", { offset_s: 120 });
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
});

test("refresh can be off, and rotation too", async () => {
  await sim.control("gateway", "POST /settings", { refresh: false });
  assert.equal((await signedIn()).tokens.refresh_token, undefined);
  await sim.control("gateway", "POST /settings", { refresh: true, rotate: false, id_token_on_refresh: false });
  const { client, tokens } = await signedIn();
  const next = await client.refresh(tokens.refresh_token);
  assert.equal(next.refresh_token, tokens.refresh_token);
  assert.equal("id_token" in next, false);
  await sim.control("cis2", "POST /settings", { refresh: true });
  const direct = new Client(sim, "cis2");
  const first = await direct.signIn({ persona: "nurse" });
  assert.equal((await direct.refresh(first.tokens.refresh_token)).status, 200);
});

test("lifetimes are those of the settings", async () => {
  await sim.control("gateway", "POST /settings", { access_token_s: 2, id_token_s: 3, refresh_token_s: 2 });
  const { client, tokens, claims } = await signedIn();
  assert.equal(tokens.expires_in, 2);
  assert.equal(claims.exp - claims.iat, 3);
  await sleep(2600);
  await assert.rejects(client.userinfo(tokens));
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
});

test("revocation of a refresh token (RFC 7009) ends its access tokens", async () => {
  const { client, tokens } = await signedIn();
  const { status } = await client.send(client.metadata.revocation_endpoint, {
    form: { token: tokens.refresh_token, token_type_hint: "refresh_token", client_id: "lanyard" },
  });
  assert.equal(status, 200);
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
  await assert.rejects(client.userinfo(tokens));
});

test("control revokes a person's grants and no other's", async () => {
  const nurse = await signedIn();
  const doctor = await signedIn({ persona: "doctor" });
  const { revoked } = await sim.control("gateway", "POST /revoke", { sub: nurse.claims.sub });
  assert.equal(revoked, 1);
  assert.equal((await nurse.client.refresh(nurse.tokens.refresh_token)).error, "invalid_grant");
  assert.equal((await doctor.client.refresh(doctor.tokens.refresh_token)).status, 200);
});

test("sign-ins of one browser are separate families", async () => {
  const browser = new Browser(sim.ca);
  const first = await signedIn({ browser });
  const second = await signedIn({ browser });
  await first.client.refresh(first.tokens.refresh_token);
  await first.client.refresh(first.tokens.refresh_token);
  assert.equal((await second.client.refresh(second.tokens.refresh_token)).status, 200);
});

test("a code is good for once, and its second use revokes", async () => {
  const client = new Client(sim);
  const answer = await client.authorize({ persona: "nurse" });
  const tokens = await client.exchange(answer);
  assert.equal((await client.exchange(answer)).error, "invalid_grant");
  assert.equal((await client.refresh(tokens.refresh_token)).error, "invalid_grant");
});

test("PKCE: a wrong verifier, or none, is refused", async () => {
  for (const wrong of [{ code_verifier: "x".repeat(43) }, { code_verifier: undefined }]) {
    const client = new Client(sim);
    const answer = await client.authorize({ persona: "nurse" });
    const form = JSON.parse(JSON.stringify({ ...wrong }));
    const refused = form.code_verifier
      ? await client.exchange(answer, form)
      : await client.token({ grant_type: "authorization_code", code: answer.get("code"), redirect_uri: client.redirectUri });
    assert.equal(refused.error, "invalid_grant");
  }
});

test("key rollover: the new key signs, the old one stays or goes", async () => {
  const { client, tokens } = await signedIn();
  const before = (await client.keys()).keys.length;
  const { kid } = await sim.control("gateway", "POST /keys/rollover", {});
  const next = await client.refresh(tokens.refresh_token);
  assert.equal(JSON.parse(atob(next.id_token.split(".")[0])).kid, kid);
  assert.equal((await client.keys()).keys.length, 2 * before);
  await client.verify(tokens.id_token);
  await sim.control("gateway", "POST /keys/rollover", { keep_old: false });
  await assert.rejects(client.verify(tokens.id_token), { code: "ERR_JWKS_NO_MATCHING_KEY" });
});

test("clock offset moves iat, exp, auth_time and the Date header", async () => {
  for (const [who, offset] of [["gateway", 400], ["gateway", -400], ["cis2", 400], ["cis2", -400]]) {
    await sim.control(who, "POST /clock", { offset_s: offset });
    const client = new Client(sim, "gateway");
    const { claims, tokens } = await client.signIn({ persona: "nurse", scope: `${allScopes} selectedrole` });
    const expected = Math.floor(Date.now() / 1000) + (who === "gateway" ? offset : 0);
    assert.ok(Math.abs(claims.iat - expected) <= 2, `${who} ${offset} iat`);
    assert.ok(Math.abs(claims.auth_time - expected) <= 2, `${who} ${offset} auth_time`);
    assert.ok(Math.abs(Date.parse(tokens.headers.date) / 1000 - expected) <= 2, `${who} ${offset} Date`);
    await sim.control(who, "POST /clock", { offset_s: 0 });
  }
});
