/** Starts the simulator for a test file and talks to it. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, afterEach, before } from "node:test";
import { request } from "../src/http_client.js";

const run = fileURLToPath(new URL("../run", import.meta.url));

/** A running simulator: its JSON line, its log, and calls to its control interface. */
export class Simulator {
  log = "";

  /** @param {string[]} [args] further arguments */
  async start(args = []) {
    this.dir = mkdtempSync(join(tmpdir(), "lanyard-simulator-"));
    this.child = spawn(run, ["all", "--json", "--until-stdin-closes", "--dir", this.dir, ...args]);
    this.child.stderr.setEncoding("utf8").on("data", (text) => { this.log += text; });
    const exited = new Promise((resolve) => {
      this.child.once("exit", (code) => resolve(code));
    });
    this.exited = exited;
    const line = await Promise.race([
      new Promise((resolve) => {
        createInterface(this.child.stdout).once("line", resolve);
      }),
      exited.then(() => Promise.reject(new Error(`did not start: ${this.log}`))),
    ]);
    Object.assign(this, JSON.parse(line));
    this.ca = readFileSync(this.ca_file, "utf8");
  }

  /** Closes its standard input and waits for its end. */
  async stop() {
    this.child.stdin.end();
    const code = await this.exited;
    rmSync(this.dir, { recursive: true });
    return code;
  }

  /**
   * One control call.
   * @param {"cis2" | "gateway" | "platform" | "resources"} who
   * @param {string} call such as "POST /faults"
   * @param {any} [json]
   */
  async control(who, call, json) {
    const [method, path] = call.split(" ");
    const { status, body } = await request(this[who].control + path, {
      headers: { authorization: `Bearer ${this.control_key}` }, json, method,
    });
    const value = JSON.parse(body);
    if (status !== 200) {
      throw new Error(value.error);
    }
    return value;
  }

  /** Back to defaults everywhere. */
  async reset() {
    await Promise.all(["cis2", "gateway", "platform", "resources"].map((who) => this.control(who, "POST /reset", {})));
  }

  /**
   * A persona of the JSON line.
   * @param {string} name
   */
  persona(name) {
    return this.personas.find((persona) => persona.name === name);
  }

  /**
   * The recorded requests of one endpoint.
   * @param {"cis2" | "gateway" | "platform" | "resources"} who
   * @param {string} endpoint
   */
  async received(who, endpoint) {
    return (await this.control(who, "GET /record")).filter((entry) => entry.endpoint === endpoint);
  }
}

/** A simulator for all the tests of a file, reset after each. */
export function simulator() {
  const sim = new Simulator();
  before(() => sim.start());
  afterEach(() => sim.reset());
  after(() => sim.stop());
  return sim;
}
