/** The life of a process: configuration in, ready line out, a clean end. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { log } from "./record.js";

/**
 * The configuration that `plan` wrote for a process.
 * @param {string} dir
 * @param {string} name
 */
export function readConfig(dir, name) {
  return JSON.parse(readFileSync(join(dir, `${name}.json`), "utf8"));
}

/**
 * Listens on 127.0.0.1.
 * @param {import("node:net").Server} server
 * @param {number} port
 * @returns {Promise<void>}
 */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

/**
 * Ends the process on a signal, and, if asked, when standard input closes.
 * @param {boolean} untilStdinCloses
 * @param {() => void} [before]
 */
export function endCleanly(untilStdinCloses, before = () => {}) {
  let ending = false;
  const end = () => {
    if (!ending) {
      ending = true;
      before();
      process.exit(0);
    }
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.on("SIGHUP", end);
  if (untilStdinCloses) {
    process.stdin.on("end", end).on("error", end).resume();
  }
}

/**
 * Sends what libraries print to the console through our one-line log.
 * @param {string} name
 */
export function quietConsole(name) {
  const expected = /already parsed request body/;
  for (const level of ["info", "log", "warn", "error"]) {
    console[level] = (first) => expected.test(first) || log(name, String(first).split("\n")[0]);
  }
}
