/** `run cis2` and `run gateway`. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { controlServer, siteCalls } from "./control.js";
import { siteHandler } from "./endpoint.js";
import { federationPages, gatewayContext } from "./federation.js";
import { endCleanly, listen, quietConsole, readConfig } from "./process.js";
import { cis2Context, signInPages } from "./sign_in.js";
import { Site } from "./site.js";

const kinds = {
  cis2: { contextFor: cis2Context, pages: signInPages },
  gateway: { contextFor: gatewayContext, pages: federationPages },
};

/**
 * Runs one issuer until it is told to end.
 * @param {"cis2" | "gateway"} kind
 * @param {{dir: string, untilStdinCloses: boolean}} options
 */
export async function runIssuer(kind, { dir, untilStdinCloses }) {
  quietConsole(kind);
  endCleanly(untilStdinCloses);
  const config = readConfig(dir, kind);
  const site = new Site(kind, config, kinds[kind].contextFor);
  const handler = siteHandler(site, kinds[kind].pages(site));
  const tls = { cert: readFileSync(config.cert_file), key: readFileSync(config.key_file) };
  await listen(createServer(tls, handler), config.port);
  await listen(controlServer(config.control_key, siteCalls(site)), config.control_port);
}
