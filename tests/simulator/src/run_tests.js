/** `run test`: the simulator's own tests, with the Node that runs this. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Runs every test file; the exit code is the runner's. */
export async function runTests() {
  const folder = fileURLToPath(new URL("../test/", import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.js")).sort();
  const args = ["--test", "--test-concurrency=2", ...files.map((name) => folder + name)];
  const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
  process.exitCode = code ?? 1;
}
