/** The command line. */
import { parseArgs } from "node:util";

const ports = [
  "cis2", "gateway", "platform", "resources", "resources-http", "cis2-control", "gateway-control",
  "platform-control", "resources-control",
];
const ephemeralStart = 32768;

/**
 * @typedef {object} Options
 * @property {string} command
 * @property {string} [dir]
 * @property {boolean} json
 * @property {boolean} untilStdinCloses
 * @property {Record<string, number>} ports the fixed ones
 * @property {string[]} redirectUris
 * @property {string} [url]
 * @property {string} [persona]
 * @property {string} [role]
 * @property {string} [ca]
 */

/**
 * Reads the command line.
 * @param {string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  const text = { type: "string" };
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ca: text,
      dir: text,
      json: { type: "boolean", default: false },
      persona: text,
      "redirect-uri": { type: "string", multiple: true, default: [] },
      role: text,
      "until-stdin-closes": { type: "boolean", default: false },
      url: text,
      ...Object.fromEntries(ports.map((name) => [`${name}-port`, text])),
    },
  });
  if (positionals.length !== 1) {
    throw new RangeError("one command is needed");
  }
  const { dir, json, persona, role, url, ca } = values;
  return {
    command: positionals[0],
    dir,
    json,
    untilStdinCloses: values["until-stdin-closes"],
    ports: Object.fromEntries(ports.filter((name) => values[`${name}-port`] !== undefined)
      .map((name) => [name, portNumber(values[`${name}-port`])])),
    redirectUris: values["redirect-uri"],
    url,
    persona,
    role,
    ca,
  };
}

function portNumber(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port >= ephemeralStart) {
    throw new RangeError(`${text} is not a port from 1024 to ${ephemeralStart - 1}`);
  }
  return port;
}
