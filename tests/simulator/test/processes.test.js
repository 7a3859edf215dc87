import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test } from "node:test";
import { request } from "../src/http_client.js";
import { Client } from "./client.js";
import { Simulator } from "./harness.js";

const run = fileURLToPath(new URL("../run", import.meta.url));
const call = promisify(execFile);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] !== "Z";
  } catch {
    return false;
  }
}

async function allGone(pids) {
  for (let i = 0; i < 100 && pids.some(isAlive); i += 1) {
    await sleep(20);
  }
  return !pids.some(isAlive);
}

function pidsOf(sim) {
  return [sim.pid, sim.cis2.pid, sim.gateway.pid, sim.platform.pid, sim.resources.pid];
}

test("everything ends when standard input closes, exit code 0", async () => {
  const sim = new Simulator();
  await sim.start();
  const pids = pidsOf(sim);
  assert.equal(await sim.stop(), 0);
  assert.ok(await allGone(pids));
});

test("everything ends on SIGTERM and SIGINT with 0, and leaves no orphan when killed", async () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"]) {
    const sim = new Simulator();
    await sim.start();
    process.kill(sim.pid, signal);
    const code = await sim.exited;
    assert.equal(code, signal === "SIGKILL" ? null : 0, signal);
    assert.ok(await allGone(pidsOf(sim)), signal);
    rmSync(sim.dir, { recursive: true });
  }
});

test("the death of one process ends all", async () => {
  const sim = new Simulator();
  await sim.start();
  process.kill(sim.gateway.pid, "SIGKILL");
  assert.equal(await sim.exited, 1);
  assert.ok(await allGone(pidsOf(sim)));
  rmSync(sim.dir, { recursive: true });
});

test("private files are the owner's only, and the ports lie below the ephemeral range", async () => {
  const sim = new Simulator();
  await sim.start(["--gateway-port", "19443"]);
  const files = ["server.key", "lanyard-direct.pem", "lanyard-direct-post.secret", "gateway.json", "cis2.json"];
  for (const name of files) {
    assert.equal(statSync(join(sim.dir, name)).mode & 0o777, 0o600, name);
  }
  assert.ok(sim.gateway.issuer.startsWith("https://127.0.0.1:19443/"));
  for (const url of [sim.cis2.issuer, sim.cis2.control, sim.resources.records.url, sim.resources.meds.http_url]) {
    assert.ok(Number(new URL(url).port) < 32768);
  }
  await sim.stop();
});

test("processes start one by one from a plan", async () => {
  const dir = mkdtempSync(join(tmpdir(), "lanyard-simulator-"));
  const told = JSON.parse((await call(run, ["plan", "--dir", dir])).stdout);
  const child = spawn(run, ["cis2", "--dir", dir, "--until-stdin-closes"], { stdio: ["pipe", "ignore", "ignore"] });
  const ca = readFileSync(told.ca_file, "utf8");
  const discovery = `${told.cis2.issuer}/.well-known/openid-configuration`;
  let answer;
  for (let i = 0; i < 100 && answer === undefined; i += 1) {
    answer = await request(discovery, { ca }).catch(() => sleep(50));
  }
  assert.equal(JSON.parse(answer.body).issuer, told.cis2.issuer);
  child.stdin.end();
  assert.ok(await allGone([child.pid]));
  rmSync(dir, { recursive: true });
});

test("the sign-in command walks to the redirect URI", async () => {
  const sim = new Simulator();
  await sim.start();
  const seen = [];
  const listener = createServer((req, res) => {
    seen.push(new URL(req.url, "http://localhost"));
    res.end("done");
  });
  await new Promise((resolve) => {
    listener.listen(0, "127.0.0.1", resolve);
  });
  const client = new Client(sim);
  client.redirectUri = `http://127.0.0.1:${listener.address().port}/callback`;
  const url = await client.authorizationUrl({ scope: "openid selectedrole" });
  const role = sim.persona("doctor").roles[2].id;
  const args = ["sign-in", "--url", url, "--persona", "doctor", "--role", role, "--ca", sim.ca_file];
  assert.equal((await call(run, args)).stdout, "200\n");
  const { claims } = await client.accept(await client.exchange(seen[0].searchParams));
  assert.equal(claims.selected_roleid, role);
  listener.close();
  await sim.stop();
});

test("a wrong command line gets usage and 64", async () => {
  for (const args of [[], ["frobnicate"], ["all"], ["all", "--dir", "/x", "--cis2-port", "40000"]]) {
    await assert.rejects(call(run, args), { code: 64 });
  }
});
