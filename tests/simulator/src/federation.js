/** How people sign in at the gateway: it sends them to CIS2 and passes on what CIS2 says. */
import { createHash, randomBytes } from "node:crypto";
import { redirect, sendPage } from "./answers.js";
import { metAcr } from "./assurance.js";
import { now } from "./clock.js";
import { roleScopes } from "./claims.js";
import { page } from "./pages.js";
import { log } from "./record.js";
import { forgetOtherPerson } from "./sign_in.js";
import { Upstream, UpstreamError } from "./upstream.js";

/**
 * The gateway's own subject for a person of CIS2.
 * @param {string} cis2Sub
 */
export function gatewaySub(cis2Sub) {
  return `trust-${createHash("sha256").update(`gateway:${cis2Sub}`).digest("hex").slice(0, 20)}`;
}

/**
 * The interaction pages of the gateway: redirects only.
 * @param {import("./site.js").Site} site
 */
export function federationPages(site) {
  /** Requests under way at CIS2, by state. */
  const pending = new Map();
  const upstream = new Upstream(site.config.upstream);

  return async function interact(req, res, path, params) {
    if (path === "/broker/callback") {
      comeBack(site, res, pending, params);
    } else if (path.startsWith("/interaction/") && path.endsWith("/finish")) {
      await finish(site, req, res, pending, upstream);
    } else if (path.startsWith("/interaction/")) {
      await begin(site, req, res, pending, upstream);
    } else {
      return false;
    }
    return true;
  };
}

/**
 * What one authorization request may know of a session.
 * @param {object} context
 * @param {{acr_values?: string, scope: string}} params
 * @param {{drop: string[]}} settings
 */
export function gatewayContext(context, params, { drop }) {
  const asked = drop.includes("acr_values") ? undefined : params.acr_values;
  const met = asked && !asked.split(" ").includes(context.acr)
    ? metAcr(asked, context.authentication)
    : undefined;
  const wantsRole = params.scope.split(" ").some((scope) => (
    roleScopes.includes(scope) && !drop.includes(scope)
  ));
  return { ...context, acr: met ?? context.acr, roleId: wantsRole ? context.roleId : undefined };
}

async function begin(site, req, res, pending, upstream) {
  const { uid, params } = await site.provider.interactionDetails(req, res);
  const sent = {
    uid,
    nonce: randomBytes(16).toString("base64url"),
    verifier: randomBytes(32).toString("base64url"),
  };
  const state = randomBytes(16).toString("base64url");
  pending.set(state, sent);
  try {
    redirect(res, await upstream.authorizationUrl({ ...sent, state, params, drop: site.settings.drop }));
  } catch (error) {
    await fail(site, req, res, error);
  }
}

function comeBack(site, res, pending, params) {
  const sent = pending.get(params.get("state"));
  if (sent === undefined || sent.answer !== undefined) {
    sendPage(res, page("gateway", "Sign-in cannot go on", "<p>Unknown or used answer.</p>"), 400);
    return;
  }
  sent.answer = params;
  redirect(res, `${site.mount}/interaction/${sent.uid}/finish`);
}

async function finish(site, req, res, pending, upstream) {
  const { uid, session } = await site.provider.interactionDetails(req, res);
  const [state, sent] = [...pending].find(([, one]) => one.uid === uid && one.answer) ?? [];
  if (sent === undefined) {
    sendPage(res, page("gateway", "Sign-in cannot go on", "<p>No answer from CIS2.</p>"), 400);
    return;
  }
  pending.delete(state);
  try {
    const person = await upstream.signedIn(sent);
    const sub = gatewaySub(person.sub);
    await site.provider.interactionFinished(req, res, {
      login: {
        accountId: sub,
        // CIS2's time of authentication, as this issuer's clock would have told it
        ts: person.authTime + (now() - person.upstreamNow),
        context: person.context,
      },
    }, { mergeWithLastSubmission: false });
    forgetOtherPerson(site, session, sub);
  } catch (error) {
    await fail(site, req, res, error);
  }
}

async function fail(site, req, res, error) {
  const known = error instanceof UpstreamError;
  log("gateway", `federation failed: ${known ? error.code : error.code ?? error.name}`);
  await site.provider.interactionFinished(req, res, {
    error: known ? error.code : "temporarily_unavailable",
    error_description: known ? error.message : "CIS2 did not answer as expected",
  }, { mergeWithLastSubmission: false });
}
