/** The door of a site: names each request, lets faults happen to it, and records it. */
import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "oidc-provider";
import { holdBack, readBody, sendPage, setHead } from "./answers.js";
import { dateHeader } from "./clock.js";
import { falseAnswer } from "./faults.js";
import { page } from "./pages.js";
import { log } from "./record.js";
import { clientAuthKind, redactParams } from "./redact.js";
import { changed } from "./token_claims.js";

/**
 * The request handler of a site.
 * @param {import("./site.js").Site} site
 * @param {(req: object, res: object, path: string, params: URLSearchParams) => Promise<boolean>} interact
 *   answers the pages of signing in; false when the path is none of them
 */
export function siteHandler(site, interact) {
  return (req, res) => handle(site, interact, req, res).catch((error) => {
    log(site.kind, `failed: ${error.name}: ${error.code ?? error.message}`);
    res.destroy();
  });
}

async function handle(site, interact, req, res) {
  const url = new URL(req.url, site.config.issuer);
  const path = url.pathname.startsWith(site.mount) ? url.pathname.slice(site.mount.length) : null;
  const body = await readBody(req);
  const params = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
  const entry = {
    endpoint: endpointName(site.routes, path),
    method: req.method,
    path: url.pathname.replace(/(\/interaction\/|\/authorize\/)[^/]+/, "$1*"),
    params: redactParams(params),
    client_auth: clientAuthKind(params, req.headers.authorization),
    status: 0,
    error: null,
    fault: null,
  };
  const fault = site.faults.take(entry.endpoint, params.get("grant_type"));
  entry.fault = fault?.kind ?? null;
  if (fault?.kind === "delay") {
    await sleep(fault.delay_ms ?? 1000);
  }
  if (fault?.kind === "drop_before") {
    site.record.add(entry);
    res.destroy();
    return;
  }

  const held = holdBack(res);
  res.setHeader("date", dateHeader());
  const wrong = fault && falseAnswer(fault);
  if (wrong === undefined || fault.after_processing) {
    await answer(site, interact, req, res, path, body, params);
    await held.ended;
  }
  const truth = rewritten(site, entry, res, held.body());
  entry.status = res.statusCode;
  entry.error = errorOf(res, truth);
  if (wrong !== undefined) {
    entry.status = fault.after_processing ? entry.status : wrong.status;
    res.getHeaderNames().filter((name) => name !== "date").forEach((name) => res.removeHeader(name));
    setHead(res, wrong.status, wrong.headers);
  }
  site.record.add(entry);
  send(held, res, fault, wrong?.body ?? truth);
}

function send(held, res, fault, body) {
  if (fault?.kind === "drop_after") {
    res.destroy();
  } else if (fault?.kind === "truncate") {
    held.cut(body);
  } else {
    held.release(body);
  }
}

async function answer(site, interact, req, res, path, body, params) {
  if (path === null) {
    sendPage(res, page(site.kind, "Not found", ""), 404);
    return;
  }
  if (await interactOrExplain(site, interact, req, res, path, params)) {
    return;
  }
  // oidc-provider is mounted under the issuer's path, and believes only the issuer's host.
  req.originalUrl = req.url;
  req.url = req.url.slice(site.mount.length) || "/";
  req.headers.host = new URL(site.config.issuer).host;
  req.body = body;
  await site.provider.callback()(req, res);
}

async function interactOrExplain(site, interact, req, res, path, params) {
  try {
    return await interact(req, res, path, params);
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) {
      throw error;
    }
    sendPage(res, page(site.kind, "Sign-in cannot go on", `<p id="error">${error.error}</p>`), 400);
    return true;
  }
}

function endpointName(routes, path) {
  const named = {
    "/.well-known/openid-configuration": "discovery",
    [routes.authorization]: "authorize",
    [routes.end_session]: "end_session",
    [routes.jwks]: "jwks",
    [routes.revocation]: "revocation",
    [routes.token]: "token",
    [routes.userinfo]: "userinfo",
  };
  if (path === null) return "unknown";
  if (path.startsWith("/interaction/")) return "sign_in";
  if (path.startsWith("/broker/")) return "broker";
  if (path.startsWith(`${routes.authorization}/`)) return "resume";
  if (path.startsWith(`${routes.end_session}/`)) return "end_session_confirm";
  return named[path] ?? "unknown";
}

/** What settings change in an answer that oidc-provider has no switch for. */
function rewritten(site, { endpoint, params }, res, body) {
  const { settings } = site;
  const location = res.getHeader("location");
  if (!settings.iss_parameter && location?.includes("iss=")) {
    const url = new URL(location, site.config.issuer);
    url.searchParams.delete("iss");
    res.setHeader("location", url.href);
  }
  if (res.statusCode !== 200 || !isJson(res)) {
    return body;
  }
  const value = JSON.parse(body);
  if (endpoint === "discovery" && !settings.iss_parameter) {
    delete value.authorization_response_iss_parameter_supported;
  } else if (endpoint === "userinfo") {
    return JSON.stringify(changed(value, settings.userinfo));
  } else if (endpoint === "token" && !settings.id_token_on_refresh
    && params.grant_type === "refresh_token") {
    delete value.id_token;
  }
  return JSON.stringify(value);
}

function errorOf(res, body) {
  const location = res.getHeader("location");
  if (location?.includes("error=")) {
    return new URL(location, "http://localhost").searchParams.get("error");
  }
  if (res.statusCode >= 400) {
    return isJson(res) ? JSON.parse(body).error ?? null : body.match(/id="error">([^<]*)/)?.[1] ?? null;
  }
  return null;
}

function isJson(res) {
  return String(res.getHeader("content-type")).startsWith("application/json");
}
