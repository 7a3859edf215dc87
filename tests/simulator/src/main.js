/** The simulator's commands; README.md describes them. */
import "./clock.js";
import { readFileSync } from "node:fs";
import { runAll } from "./all.js";
import { Browser } from "./browser.js";
import { runIssuer } from "./issuer_process.js";
import { readOptions } from "./options.js";
import { plan } from "./plan.js";
import { runPlatform } from "./platform_process.js";
import { runResources } from "./resources_process.js";
import { runTests } from "./run_tests.js";

const usage = "usage: run all|plan|cis2|gateway|platform|resources|sign-in|test [options]; see README.md\n";

const commands = {
  all: runAll,
  cis2: (options) => runIssuer("cis2", options),
  gateway: (options) => runIssuer("gateway", options),
  plan: async (options) => {
    process.stdout.write(`${JSON.stringify(await plan(options))}\n`);
  },
  platform: runPlatform,
  resources: runResources,
  "sign-in": signIn,
  test: runTests,
};

const needed = { "sign-in": ["url", "persona", "ca"], test: [] };

async function signIn({ url, persona, role, ca }) {
  const browser = new Browser(readFileSync(ca, "utf8"));
  const { status } = await browser.signIn(url, { persona, role });
  process.stdout.write(`${status}\n`);
  process.exitCode = status === 200 ? 0 : 1;
}

async function main(args) {
  let options;
  try {
    options = readOptions(args);
    const missing = (needed[options.command] ?? ["dir"]).find((name) => options[name] === undefined);
    if (!Object.hasOwn(commands, options.command) || missing !== undefined) {
      throw new RangeError(missing ? `--${missing} is needed` : `unknown command ${options.command}`);
    }
  } catch (error) {
    process.stderr.write(`simulator: ${error.message}\n${usage}`);
    process.exit(64);
  }
  await commands[options.command](options);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`simulator: ${error.message}\n`);
  process.exit(1);
});
