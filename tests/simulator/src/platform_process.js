/** `run platform`: the NHS API platform's token endpoint, and one API behind it. */
import { randomUUID, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody, setHead } from "./answers.js";
import { tokenExchange } from "./clients.js";
import { dateHeader } from "./clock.js";
import { commonCalls, controlServer } from "./control.js";
import { Faults, falseAnswer } from "./faults.js";
import { Refusal, demand, invalidGrant, invalidRequest } from "./platform_errors.js";
import { Assertions, checkSubject } from "./platform_jwts.js";
import { PlatformTokens } from "./platform_tokens.js";
import { endCleanly, listen, quietConsole, readConfig } from "./process.js";
import { Record, log } from "./record.js";
import { clientAuthKind, redactParams } from "./redact.js";
import { changeSettings, defaultSettings } from "./settings.js";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const endpoints = { "/oauth2/token": "token", "/personal/1": "api" };

/** The platform's state. */
class Platform {
  faults = new Faults();
  record = new Record("platform");
  settings = defaultSettings("platform");
  tokens = new PlatformTokens(this.settings);

  constructor(config) {
    this.config = config;
    this.cis2 = { ...config.cis2, ca: readFileSync(config.ca_file, "utf8") };
    this.assertions = new Assertions(config.apps, config.token_url);
  }

  reset() {
    Object.assign(this.settings, defaultSettings("platform"));
    this.faults.clear();
    this.tokens.clear();
    this.assertions.clear();
  }

  /** What the token endpoint answers. */
  async token(req, params) {
    demand(req.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"),
      invalidRequest("Content-Type header must be application/x-www-form-urlencoded", 415));
    switch (params.get("grant_type")) {
      case tokenExchange:
        return this.#exchange(params);
      case "refresh_token":
        return this.#refresh(params);
      default:
        throw invalidRequest("grant_type is invalid");
    }
  }

  async #exchange(params) {
    demand(params.get("client_assertion_type") === assertionType,
      invalidRequest(`Missing or invalid client_assertion_type - must be '${assertionType}'`));
    demand(params.get("subject_token_type") === idTokenType,
      invalidRequest(`missing or invalid subject_token_type - must be '${idTokenType}'`));
    const app = await this.assertions.check(params.get("client_assertion"));
    return this.tokens.issue(app, await checkSubject(params.get("subject_token"), this.cis2));
  }

  #refresh(params) {
    const app = this.config.apps.find(({ client_id: id }) => id === params.get("client_id"));
    const given = Buffer.from(params.get("client_secret") ?? "");
    const secret = Buffer.from(app?.secret ?? "");
    // What it says of a wrong secret is not known.
    demand(secret.length > 0 && given.length === secret.length && timingSafeEqual(given, secret),
      new Refusal(401, "invalid_client", "client_id or client_secret is invalid"));
    demand(params.get("refresh_token"), invalidGrant("refresh_token is invalid"));
    return this.tokens.refresh(app, params.get("refresh_token"));
  }

  /** What the API answers: whose token it was, and which role came with it. */
  api(req) {
    const [scheme, token] = (req.headers.authorization ?? "").split(" ");
    const held = scheme.toLowerCase() === "bearer" && this.tokens.holder(token);
    demand(held, new Refusal(401, "access_denied", "Access token is invalid or expired"));
    const level = Number(held.claims.authentication_assurance_level);
    return {
      sub: held.claims.sub,
      app: held.app,
      scope: `urn:nhsd:apim:user-nhs-cis2:aal${level}:personal`,
      selected_roleid: held.claims.selected_roleid ?? null,
      session_urid: req.headers["nhsd-session-urid"] ?? null,
      refresh_count: held.count,
    };
  }
}

/**
 * Runs the platform until it is told to end.
 * @param {{dir: string, untilStdinCloses: boolean}} options
 */
export async function runPlatform({ dir, untilStdinCloses }) {
  quietConsole("platform");
  endCleanly(untilStdinCloses);
  const config = readConfig(dir, "platform");
  const platform = new Platform(config);
  const tls = { cert: readFileSync(config.cert_file), key: readFileSync(config.key_file) };
  const handler = (req, res) => handle(platform, req, res).catch((error) => {
    log("platform", `failed: ${error.name}: ${error.code ?? error.message}`);
    res.destroy();
  });
  await listen(createServer(tls, handler), config.port);
  await listen(controlServer(config.control_key, platformCalls(platform)), config.control_port);
}

function platformCalls(platform) {
  const calls = commonCalls("platform", platform.record);
  return {
    ...calls,
    "GET /settings": () => platform.settings,
    "POST /settings": (changes) => {
      changeSettings(platform.settings, changes);
      return platform.settings;
    },
    "POST /faults": (faults) => {
      platform.faults.arm(faults);
      return platform.faults.armed;
    },
    "POST /reset": () => {
      platform.reset();
      return calls["POST /reset"]();
    },
  };
}

async function handle(platform, req, res) {
  const path = new URL(req.url, platform.config.token_url).pathname;
  const params = new URLSearchParams(await readBody(req));
  const endpoint = endpoints[path] ?? "unknown";
  const fault = platform.faults.take(endpoint, params.get("grant_type"));
  const entry = {
    endpoint, method: req.method, path, params: redactParams(params),
    client_auth: clientAuthKind(params, req.headers.authorization),
    status: 0, error: null, fault: fault?.kind ?? null,
  };
  if (fault?.kind === "delay") {
    await sleep(fault.delay_ms ?? 1000);
  }
  const wrong = fault && falseAnswer(fault);
  const isDone = fault?.kind !== "drop_before" && (wrong === undefined || fault.after_processing);
  const truth = isDone ? await answer(platform, endpoint, req, params) : undefined;
  entry.status = truth?.status ?? wrong?.status ?? 0;
  entry.error = truth?.body.error ?? null;
  platform.record.add(entry);
  if (fault?.kind === "drop_before" || fault?.kind === "drop_after") {
    res.destroy();
    return;
  }
  send(res, fault, wrong ?? { ...truth, headers: {}, body: JSON.stringify(truth.body) });
}

function send(res, fault, { status, headers, body }) {
  setHead(res, status, {
    "cache-control": "no-store", "content-length": Buffer.byteLength(body),
    "content-type": "application/json", date: dateHeader(), ...headers,
  });
  if (fault?.kind === "truncate") {
    res.write(body.slice(0, body.length / 2), () => res.destroy());
  } else {
    res.end(body);
  }
}

async function answer(platform, endpoint, req, params) {
  try {
    demand(endpoint !== "unknown", new Refusal(404, "not_found", "no such path"));
    const body = endpoint === "token" ? await platform.token(req, params) : platform.api(req);
    return { status: 200, body };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const { status, message } = error;
    return { status, body: { error: error.error, error_description: message, message_id: randomUUID() } };
  }
}
