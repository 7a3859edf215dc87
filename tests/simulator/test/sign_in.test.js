import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Browser } from "../src/browser.js";
import { Client, allScopes } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();
const withRole = `${allScopes} selectedrole`;

test("discovery of both issuers names their own endpoints byte for byte", async () => {
  for (const who of ["cis2", "gateway"]) {
    const client = new Client(sim, who);
    const metadata = await client.discover();
    assert.equal(metadata.issuer, client.issuer);
    for (const name of ["authorization", "token", "userinfo", "end_session"]) {
      assert.ok(metadata[`${name}_endpoint`].startsWith(`${client.issuer}/`), name);
    }
    assert.deepEqual(metadata.response_types_supported, ["code"]);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  }
  const cis2 = await new Client(sim, "cis2").discover();
  assert.equal(cis2.token_endpoint, `${cis2.issuer}/access_token`);
  assert.equal(cis2.jwks_uri, `${cis2.issuer}/connect/jwk_uri`);
  assert.equal(cis2.revocation_endpoint, undefined);
});

test("every persona signs in through the gateway with CIS2's claims", async () => {
  for (const persona of sim.personas) {
    const client = new Client(sim);
    const { claims, userinfo, tokens } = await client.signIn({
      persona: persona.name, role: persona.roles[0]?.id, scope: withRole, acr_values: "AAL2_OR_AAL3_ANY",
    });
    assert.equal(claims.sub, persona.gateway_sub);
    assert.notEqual(claims.sub, persona.cis2_sub);
    assert.equal(userinfo.sub, claims.sub);
    assert.equal(userinfo.nhsid_useruid, persona.cis2_sub);
    assert.equal(claims.selected_roleid, persona.roles[0]?.id);
    assert.equal(claims.nonce, client.sent.nonce);
    assert.equal(claims.acr, "AAL2_OR_AAL3_ANY");
    assert.equal(claims.authentication_assurance_level, String(persona.aal));
    assert.equal(claims.id_assurance_level, "3");
    assert.equal(userinfo.idassurancelevel, "3");
    assert.ok(claims.sid);
    const half = createHash("sha256").update(tokens.access_token).digest().subarray(0, 16);
    assert.equal(claims.at_hash, half.toString("base64url"));
    assert.ok(tokens.refresh_token);
  }
});

test("CIS2 direct: every way of client authentication", async () => {
  for (const { client_id } of sim.cis2.clients.filter(({ signed_userinfo }) => !signed_userinfo)) {
    const client = new Client(sim, "cis2", client_id);
    const { claims, userinfo, tokens } = await client.signIn({ persona: "nurse", scope: withRole });
    assert.equal(claims.sub, sim.persona("nurse").cis2_sub);
    assert.equal(claims.authentication_assurance_level, 3);
    assert.equal(claims.realm, "/NHSIdentity/Healthcare");
    assert.equal(userinfo.idassurancelevel, "3");
    assert.equal(tokens.refresh_token, undefined);
  }
});

test("CIS2 takes the token endpoint as the only audience of an assertion", async () => {
  const client = new Client(sim, "cis2");
  const answer = await client.authorize({ persona: "nurse" });
  const form = {
    grant_type: "authorization_code", code: answer.get("code"),
    code_verifier: client.sent.verifier, redirect_uri: client.redirectUri,
  };
  for (const aud of [client.issuer, client.metadata.token_endpoint.toUpperCase()]) {
    const refused = await client.token(form, await client.authentication({ aud }));
    assert.equal(refused.error, "invalid_client");
  }
  assert.equal((await client.token(form)).status, 200);
});

test("CIS2 compares redirect URIs exactly, the gateway allows any loopback port", async () => {
  const direct = new Client(sim, "cis2");
  for (const uri of ["http://localhost:28474/callback", "http://127.0.0.1:28471/callback", "http://localhost:28471/callback/"]) {
    const { status } = await new Browser(sim.ca).open(await direct.authorizationUrl({ redirect_uri: uri }));
    assert.equal(status, 400, uri);
  }
  for (const uri of ["http://127.0.0.1:30001/callback", "http://localhost:30002/callback", "http://127.0.0.1:30003/callback/Ab-1"]) {
    const client = new Client(sim);
    client.redirectUri = uri;
    assert.ok((await client.authorize({ persona: "nurse" })).has("code"), uri);
  }
  const { status } = await new Browser(sim.ca).open(
    await new Client(sim).authorizationUrl({ redirect_uri: "http://evil.example.test/callback" }),
  );
  assert.equal(status, 400);
});

test("the quirks: single objects, quoted paths, absent activities, odd plural", async () => {
  const nurse = await new Client(sim).signIn({ persona: "nurse" });
  const role = nurse.userinfo.nhsid_nrbac_roles;
  assert.equal(role.person_roleid, sim.persona("nurse").roles[0].id);
  assert.equal(role.role_name, '"Clinical":"Clinical Provision":"Nurse Access Role"');
  assert.deepEqual(role.workgroups_codes, ["555000444555"]);
  const doctor = await new Client(sim).signIn({ persona: "doctor" });
  assert.equal(doctor.userinfo.nhsid_nrbac_roles.length, 3);
  assert.equal("activities" in doctor.userinfo.nhsid_nrbac_roles[2], false);
  assert.equal(doctor.userinfo.nhsid_user_orgs.length, 2);
  const none = await new Client(sim).signIn({ persona: "no-role", scope: withRole });
  assert.deepEqual(none.userinfo.nhsid_nrbac_roles, []);
  assert.equal("selected_roleid" in none.claims, false);

  await sim.control("cis2", "POST /settings", { single_object: "never", level_type: "string" });
  const direct = await new Client(sim, "cis2").signIn({ persona: "nurse" });
  assert.equal(direct.userinfo.nhsid_nrbac_roles.length, 1);
  assert.equal(direct.claims.authentication_assurance_level, "3");
});

test("scopes bring their own claims only", async () => {
  const { userinfo } = await new Client(sim).signIn({ persona: "nurse", scope: "openid email" });
  assert.deepEqual(Object.keys(userinfo).sort(), ["email", "sub"]);
});

test("signed userinfo: without aud at CIS2, with it at the gateway", async () => {
  const direct = new Client(sim, "cis2", "lanyard-direct-signed");
  const { userinfo } = await direct.signIn({ persona: "nurse" });
  assert.equal((await direct.verify(userinfo, {})).aud, undefined);
  const native = new Client(sim, "gateway", "lanyard-signed");
  const signed = await native.signIn({ persona: "nurse" });
  const claims = await native.verify(signed.userinfo);
  assert.equal(claims.sub, signed.claims.sub);
});

test("ID tokens by every algorithm", async () => {
  for (const alg of ["RS512", "PS256", "ES256", "ES384", "ES512"]) {
    await sim.control("gateway", "POST /settings", { signing_alg: alg });
    const { claims, tokens } = await new Client(sim).signIn({ persona: "nurse" });
    assert.equal(JSON.parse(atob(tokens.id_token.split(".")[0])).alg, alg);
    const length = Number(alg.slice(2)) / 16;
    assert.equal(Buffer.from(claims.at_hash, "base64url").length, length);
  }
});

test("a JSON line that names wrong claims is believed", async () => {
  await sim.control("gateway", "POST /settings", {
    id_token: { set: { aud: "someone-else" }, remove: ["nonce"] }, userinfo: { set: { sub: "x" } },
  });
  const client = new Client(sim);
  const tokens = await client.exchange(await client.authorize({ persona: "nurse" }));
  const claims = await client.verify(tokens.id_token, {});
  assert.equal(claims.aud, "someone-else");
  assert.equal("nonce" in claims, false);
  assert.equal((await client.userinfo(tokens)).sub, "x");
});
