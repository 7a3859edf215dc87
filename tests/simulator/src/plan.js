/** Everything that is decided before a run: ports, keys, certificate, clients. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { audiences } from "./audiences.js";
import { makeCertificate } from "./certificate.js";
import { cis2Clients, gatewayAtCis2, gatewayClients, platformApp } from "./clients.js";
import { gatewaySub } from "./federation.js";
import { organisations, personas, roleName } from "./personas.js";
import { choosePort } from "./ports.js";

const cis2Path = "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare";
const portNames = [
  "cis2", "gateway", "platform", "resources", "resources-http", "cis2-control", "gateway-control",
  "platform-control", "resources-control",
];

/**
 * Writes a run's configuration and credentials into a folder.
 * @param {{dir: string, ports: Record<string, number>, redirectUris: string[]}} options
 * @returns {Promise<object>} the JSON line of `run all --json`, without process ids
 */
export async function plan({ dir: wantedDir, ports: wanted, redirectUris }) {
  const dir = resolve(wantedDir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ports = await choosePorts(wanted);
  const tls = makeCertificate(dir);
  const base = (name) => `https://127.0.0.1:${ports[name]}`;
  const issuers = { cis2: base("cis2") + cis2Path, gateway: `${base("gateway")}/realms/trust` };
  const callback = `${issuers.gateway}/broker/callback`;
  const direct = cis2Clients(dir, redirectUris);
  const federated = gatewayAtCis2(dir, callback);
  const native = gatewayClients(redirectUris);
  const app = platformApp(dir);
  const platformUrl = `${base("platform")}/oauth2/token`;

  const controlKey = randomBytes(24).toString("base64url");
  const files = { ca_file: tls.caFile, cert_file: tls.certFile, key_file: tls.keyFile };
  const common = (name) => ({
    ...files, control_key: controlKey, control_port: ports[`${name}-control`], port: ports[name],
  });
  const issuer = (name, clients) => ({
    ...common(name),
    clients: clients.map(({ metadata }) => metadata),
    cookie_key: randomBytes(24).toString("base64url"),
    issuer: issuers[name],
  });
  write(dir, "cis2", issuer("cis2", [...direct, federated]));
  write(dir, "gateway", {
    ...issuer("gateway", native),
    upstream: {
      ca_file: tls.caFile,
      client_id: federated.told.client_id,
      issuer: issuers.cis2,
      key_file: federated.told.key_file,
      redirect_uri: callback,
    },
  });
  write(dir, "platform", {
    ...common("platform"),
    apps: [app.registered],
    cis2: { issuer: issuers.cis2, jwks_uri: `${issuers.cis2}/connect/jwk_uri` },
    token_url: platformUrl,
  });
  write(dir, "resources", {
    ...common("resources"),
    http_port: ports["resources-http"],
    issuer: issuers.gateway,
    jwks_uri: `${issuers.gateway}/jwks`,
  });

  const control = (name) => `http://127.0.0.1:${ports[`${name}-control`]}`;
  const told = (clients) => clients.map((client) => client.told);
  return {
    schema: "lanyard.simulator/1",
    node: process.execPath,
    dir,
    ca_file: tls.caFile,
    server_spki_sha256: tls.spki,
    control_key: controlKey,
    cis2: { issuer: issuers.cis2, control: control("cis2"), clients: told(direct) },
    gateway: { issuer: issuers.gateway, control: control("gateway"), clients: told(native) },
    platform: {
      control: control("platform"), token_url: platformUrl, api_url: `${base("platform")}/personal/1`, app: app.told,
    },
    resources: { control: control("resources"), ...resourceUrls(ports) },
    personas: personas.map(personaSummary),
  };
}

async function choosePorts(wanted) {
  const taken = new Set(Object.values(wanted));
  const ports = {};
  for (const name of portNames) {
    ports[name] = await choosePort(wanted[name], taken);
  }
  return ports;
}

function resourceUrls(ports) {
  return Object.fromEntries(Object.entries(audiences).map(([name, { audience, scopes }]) => [name, {
    audience,
    scopes,
    url: `https://127.0.0.1:${ports.resources}/${name}/1`,
    http_url: `http://127.0.0.1:${ports["resources-http"]}/${name}/1`,
  }]));
}

function personaSummary({ name, given, family, sub, aal, roles }) {
  return {
    name,
    display: `${given} ${family}`,
    cis2_sub: sub,
    gateway_sub: gatewaySub(sub),
    aal,
    roles: roles.map((role) => ({
      id: role.id,
      code: role.code,
      name: roleName(role),
      org_code: role.org,
      org_name: organisations[role.org],
    })),
  };
}

function write(dir, name, config) {
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(config, null, 2), { mode: 0o600 });
}
