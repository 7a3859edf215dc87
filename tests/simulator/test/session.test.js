import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { Browser, title } from "../src/browser.js";
import { Client, allScopes } from "./client.js";
import { simulator } from "./harness.js";

const sim = simulator();
const withRole = `${allScopes} selectedrole`;
const atLoopback = (url) => url.startsWith("http://127.0.0.1:28999/callback");

/** Signs in at the gateway twice with one browser, a good second apart. */
async function twice(first, second) {
  const browser = new Browser(sim.ca);
  const one = await new Client(sim).signIn({ ...first, browser });
  await sleep(1100);
  return [one.claims, (await new Client(sim).signIn({ ...second, browser })).claims];
}

test("auth_time stays with a session and moves with prompt=login and max_age", async () => {
  const [first, silent] = await twice({ persona: "nurse" }, { persona: "nobody" });
  assert.equal(silent.auth_time, first.auth_time);
  assert.equal(silent.sid, first.sid);
  const [before, after] = await twice({ persona: "nurse" }, { persona: "nurse", prompt: "login" });
  assert.ok(after.auth_time > before.auth_time);
  const [old, young] = await twice({ persona: "nurse" }, { persona: "nurse", max_age: 0 });
  assert.ok(young.auth_time > old.auth_time);
  const [same, within] = await twice({ persona: "nurse" }, { persona: "nobody", max_age: 300 });
  assert.equal(within.auth_time, same.auth_time);
});

test("prompt=none answers login_required without a session", async () => {
  const answer = await new Client(sim).authorize({ persona: "nurse", prompt: "none" });
  assert.equal(answer.get("error"), "login_required");
  assert.ok(answer.get("state"));
});

test("step-up: somebody with two ways to authenticate uses the stronger one where it takes that", async () => {
  const client = new Client(sim);
  const { claims } = await client.signIn({ persona: "two-ways", acr_values: "AAL2_OR_AAL3_ANY" });
  assert.equal(claims.authentication_assurance_level, "2");
  const { claims: stepped } = await client.signIn({ persona: "two-ways", acr_values: "AAL3_ANY", prompt: "login" });
  assert.equal(stepped.authentication_assurance_level, "3");
  assert.equal(stepped.acr, "AAL3_ANY");
  assert.deepEqual(stepped.amr, ["FIDO2"]);
  assert.equal(stepped.sub, claims.sub);
});

test("step-up: AAL2 cannot satisfy AAL3_ANY, at CIS2 or through the gateway", async () => {
  for (const who of ["cis2", "gateway"]) {
    const client = new Client(sim, who);
    const refused = await client.authorize({ persona: "aal2", acr_values: "AAL3_ANY" });
    assert.equal(refused.get("error"), "access_denied");
    assert.equal(refused.get("iss"), client.issuer);
    const { claims } = await client.signIn({ persona: "aal2", acr_values: "AAL3_ANY AAL2_OR_AAL3_ANY" });
    assert.equal(claims.acr, "AAL2_OR_AAL3_ANY");
    assert.equal(Number(claims.authentication_assurance_level), 2);
    assert.deepEqual(claims.amr, ["TOTP"]);
  }
});

test("step-up: a session of a lower level is asked again, one of the level is not", async () => {
  const denied = await (async () => {
    const browser = new Browser(sim.ca);
    await new Client(sim).signIn({ persona: "aal2", browser });
    return new Client(sim).authorize({ persona: "aal2", acr_values: "AAL3_ANY", browser });
  })();
  assert.equal(denied.get("error"), "access_denied");
  const [, stepped] = await twice(
    { persona: "nurse", acr_values: "AAL2_OR_AAL3_ANY" }, { persona: "nobody", acr_values: "AAL3_ANY" },
  );
  assert.equal(stepped.acr, "AAL3_ANY");
});

test("the role page: silent for none and one, a list, a list with search", async () => {
  for (const name of ["no-role", "nurse"]) {
    await new Client(sim).signIn({ persona: name, scope: withRole });
  }
  const open = async (persona) => {
    const browser = new Browser(sim.ca);
    const page = await browser.open(await new Client(sim).authorizationUrl({ scope: withRole }));
    return [browser, await browser.press(page, `persona-${persona}`)];
  };
  const [, list] = await open("doctor");
  assert.match(title(list), /Choose your role.*Simulated Care Identity - not a real NHS service/);
  assert.equal(list.body.match(/id="role-5/g).length, 3);
  assert.equal(list.body.includes("role-search"), false);
  const [browser, long] = await open("seven-roles");
  assert.equal(long.body.match(/id="role-5/g).length, 7);
  const found = await browser.press(long, "role-search-submit", { fields: { q: "sample road" } });
  assert.equal(found.body.match(/id="role-5/g).length, 2);
  assert.ok(atLoopback((await browser.press(found, "role-555000330046", { until: atLoopback })).url));
});

test("pages have no script and escape what they show", async () => {
  const browser = new Browser(sim.ca);
  const signIn = await browser.open(await new Client(sim).authorizationUrl({ scope: withRole }));
  const role = await browser.press(signIn, "persona-pharmacist");
  for (const { body } of [signIn, role]) {
    assert.equal(/<script|onload|onclick/i.test(body), false);
  }
  const search = await browser.open(`${role.url}?q=${encodeURIComponent('"><b>x')}`);
  assert.equal(search.body.includes("<b>x"), false);
});

test("a chosen role is kept by selectedrole and asked again by changedrole", async () => {
  const [one, two, three] = sim.persona("doctor").roles;
  const browser = new Browser(sim.ca);
  const signIn = async (choices) => (
    (await new Client(sim).signIn({ browser, persona: "doctor", ...choices })).claims
  );
  const chosen = await signIn({ scope: withRole, role: one.id });
  assert.equal(chosen.selected_roleid, one.id);
  assert.equal((await signIn({ scope: withRole })).selected_roleid, one.id);
  assert.equal((await signIn({ scope: withRole, prompt: "login" })).selected_roleid, one.id);
  const changed = await signIn({ scope: `${allScopes} changedrole`, role: two.id });
  assert.equal(changed.selected_roleid, two.id);
  assert.equal(changed.sub, chosen.sub);
  const again = await signIn({ scope: `${allScopes} changedrole`, role: three.id, prompt: "login" });
  assert.equal(again.selected_roleid, three.id);
  assert.equal("selected_roleid" in await signIn({ scope: allScopes }), false);
});

test("another person in the same browser has another sub and sid", async () => {
  const [nurse, other] = await twice(
    { persona: "nurse", scope: withRole }, { persona: "wrong-person", scope: withRole, prompt: "login" },
  );
  assert.notEqual(other.sub, nurse.sub);
  assert.notEqual(other.sid, nurse.sid);
});

test("gateway and CIS2 differ in issuer, sub and sid", async () => {
  const browser = new Browser(sim.ca);
  const gateway = await new Client(sim).signIn({ persona: "nurse", browser });
  const direct = await new Client(sim, "cis2").signIn({ persona: "nobody", browser });
  for (const name of ["iss", "sub", "sid"]) {
    assert.notEqual(gateway.claims[name], direct.claims[name], name);
  }
});

test("cancel answers access_denied", async () => {
  const browser = new Browser(sim.ca);
  const page = await browser.open(await new Client(sim).authorizationUrl());
  const { url } = await browser.press(page, "cancel", { until: atLoopback });
  assert.equal(new URL(url).searchParams.get("error"), "access_denied");
});

test("gateway drop modes weaken silently what comes back", async () => {
  await sim.control("gateway", "POST /settings", { drop: ["acr_values"] });
  const weak = await new Client(sim).signIn({ persona: "aal2", acr_values: "AAL3_ANY" });
  assert.equal(weak.claims.authentication_assurance_level, "2");
  assert.notEqual(weak.claims.acr, "AAL3_ANY");

  await sim.control("gateway", "POST /settings", { drop: ["prompt"] });
  const [before, after] = await twice({ persona: "nurse" }, { persona: "nurse", prompt: "login" });
  assert.equal(after.auth_time, before.auth_time);

  await sim.control("gateway", "POST /settings", { drop: ["nationalrbacaccess", "selectedrole"] });
  const bare = await new Client(sim).signIn({ persona: "doctor", scope: withRole });
  assert.equal("nhsid_nrbac_roles" in bare.userinfo, false);
  assert.equal("selected_roleid" in bare.claims, false);
  assert.equal(bare.tokens.scope.includes("nationalrbacaccess"), false);
});

test("the iss parameter can be switched off", async () => {
  const on = new Client(sim);
  assert.equal((await on.authorize({ persona: "nurse" })).get("iss"), on.issuer);
  await sim.control("gateway", "POST /settings", { iss_parameter: false });
  const off = new Client(sim);
  assert.equal((await off.authorize({ persona: "nurse" })).has("iss"), false);
  assert.equal("authorization_response_iss_parameter_supported" in off.metadata, false);
});

test("RP-initiated logout ends the browser session and goes back to loopback", async () => {
  const browser = new Browser(sim.ca);
  const client = new Client(sim);
  const { tokens } = await client.signIn({ persona: "nurse", browser });
  const url = new URL(client.metadata.end_session_endpoint);
  url.searchParams.set("id_token_hint", tokens.id_token);
  url.searchParams.set("post_logout_redirect_uri", "http://127.0.0.1:29555/signed-out");
  url.searchParams.set("state", "abc");
  const until = (at) => at.startsWith("http://127.0.0.1:29555/");
  const page = await browser.open(url.href, { until });
  const { url: end } = await browser.press(page, "sign-out-yes", { until });
  assert.equal(end, "http://127.0.0.1:29555/signed-out?state=abc");
  const answer = await new Client(sim).authorize({ persona: "nurse", prompt: "none", browser });
  assert.equal(answer.get("error"), "login_required");
});

test("control ends sessions", async () => {
  const browser = new Browser(sim.ca);
  await new Client(sim).signIn({ persona: "nurse", browser });
  const sub = sim.persona("nurse").gateway_sub;
  assert.deepEqual(await sim.control("gateway", "POST /session/end", { sub: "nobody" }), { ended: 0 });
  assert.deepEqual(await sim.control("gateway", "POST /session/end", { sub }), { ended: 1 });
  const answer = await new Client(sim).authorize({ persona: "nurse", prompt: "none", browser });
  assert.equal(answer.get("error"), "login_required");
});
