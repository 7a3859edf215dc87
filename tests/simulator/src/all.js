/** `run all`: the four processes together, ready or not at all. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "./http_client.js";
import { plan } from "./plan.js";
import { endCleanly } from "./process.js";

const main = fileURLToPath(new URL("main.js", import.meta.url));
const names = ["cis2", "gateway", "platform", "resources"];
const startLimitMs = 20000;

/**
 * Starts everything, prints where it is, and stays until told to end.
 * @param {import("./options.js").Options} options
 */
export async function runAll(options) {
  const children = new Map();
  // A child ends when its standard input closes, whatever becomes of this process.
  const stop = () => children.forEach((child) => child.stdin.destroy());
  endCleanly(options.untilStdinCloses, stop);

  const told = await plan(options);
  for (const name of names) {
    const child = spawn(process.execPath, [main, name, "--dir", told.dir, "--until-stdin-closes"], {
      stdio: ["pipe", "ignore", "inherit"],
    });
    child.stdin.on("error", () => {});
    children.set(name, child);
  }
  const ended = Promise.race([...children].map(async ([name, child]) => {
    await once(child, "exit");
    throw new Error(`${name} ended`);
  }));
  try {
    await Promise.race([ended, Promise.all(names.map((name) => ready(told[name].control, told.control_key)))]);
    const line = { ...told, pid: process.pid };
    names.forEach((name) => { line[name] = { ...line[name], pid: children.get(name).pid }; });
    process.stdout.write(options.json ? `${JSON.stringify(line)}\n` : summary(line));
    await ended;
  } finally {
    stop();
  }
}

async function ready(control, key) {
  const headers = { authorization: `Bearer ${key}` };
  for (const end = Date.now() + startLimitMs; Date.now() < end; await sleep(50)) {
    const answer = await request(`${control}/health`, { headers }).catch(() => undefined);
    if (answer?.status === 200) {
      return;
    }
  }
  throw new Error(`${control} did not answer`);
}

function summary({ cis2, gateway, resources, dir }) {
  return `CIS2     ${cis2.issuer}\ngateway  ${gateway.issuer}\nrecords  ${resources.records.url}
meds     ${resources.meds.url}\nkeys and certificate in ${dir}\n`;
}
