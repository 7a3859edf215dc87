/** How people sign in to the simulated Care Identity: who, then (if asked) in which role. */
import { redirect, sendPage } from "./answers.js";
import { authenticationFor, metAcr } from "./assurance.js";
import { now } from "./clock.js";
import { roleScopes, userinfoClaims } from "./claims.js";
import { rolePage, signInPage } from "./pages.js";
import { personaNamed } from "./personas.js";

/**
 * The interaction pages of CIS2.
 * @param {import("./site.js").Site} site
 */
export function signInPages(site) {
  /** Who has signed in but not chosen a role yet, by interaction. */
  const pending = new Map();

  return async function interact(req, res, path, params) {
    if (!path.startsWith("/interaction/")) {
      return false;
    }
    const details = await site.provider.interactionDetails(req, res);
    const step = { site, req, res, details, params };
    const signedIn = pending.get(details.uid) ?? onlyRoleWanted(step);

    if (params.has("cancel")) {
      await refuse(step, "the person cancelled");
    } else if (req.method === "POST" && params.has("persona")) {
      await personaChosen(step, pending);
    } else if (req.method === "POST" && params.has("role") && signedIn !== undefined) {
      await roleChosen(step, signedIn);
    } else if (signedIn !== undefined) {
      await askRole(step, pending, signedIn);
    } else {
      sendPage(res, signInPage());
    }
    return true;
  };
}

/**
 * What one authorization request may know of a session.
 * @param {object} context
 * @param {{acr_values?: string, scope: string}} params
 * @param {object} settings
 */
export function cis2Context(context, params, settings) {
  return {
    ...context,
    acr: metAcr(params.acr_values, context.authentication, settings.default_acr),
    claims: userinfoClaims(personaNamed(context.persona), settings.single_object),
    roleId: wantsRole(params) ? context.roleId : undefined,
  };
}

function wantsRole({ scope }) {
  return scope.split(" ").some((name) => roleScopes.includes(name));
}

function onlyRoleWanted({ site, details }) {
  const context = site.sessionContext(details.session?.uid);
  const onlyRole = details.prompt.reasons.every((reason) => reason === "role_wanted");
  const { persona, authentication, at } = context ?? {};
  return onlyRole && context ? { persona: personaNamed(persona), authentication, at } : undefined;
}

async function personaChosen(step, pending) {
  const { site, res, details, params } = step;
  const persona = personaNamed(params.get("persona"));
  if (persona === undefined) {
    sendPage(res, signInPage(), 400);
    return;
  }
  const authentication = authenticationFor(details.params.acr_values, persona, site.settings.default_acr);
  if (authentication === undefined) {
    await refuse(step, "the authenticator used is not strong enough");
    return;
  }
  const signedIn = { persona, authentication, at: now() };
  pending.set(details.uid, signedIn);
  if (await askRole(step, pending, signedIn)) {
    redirect(res, `${site.mount}/interaction/${details.uid}`);
  }
}

/** Asks for the role where there is something to ask; true when the page is still to be shown. */
async function askRole(step, pending, signedIn) {
  const { site, req, res, details, params } = step;
  const { roles, sub } = signedIn.persona;
  const context = site.sessionContext(details.session?.uid);
  const change = details.params.scope.split(" ").includes("changedrole");
  const before = context?.persona === signedIn.persona.name ? context.roleId : undefined;

  if (!wantsRole(details.params)) {
    await finish(step, signedIn, before);
  } else if (roles.length < 2) {
    await finish(step, signedIn, roles[0]?.id ?? null);
  } else if (before !== undefined && !change && details.session?.accountId === sub) {
    await finish(step, signedIn, before);
  } else if (req.method === "POST") {
    return true;
  } else {
    pending.set(details.uid, signedIn);
    sendPage(res, rolePage(signedIn.persona, params.get("q") ?? ""));
  }
  return false;
}

async function roleChosen(step, signedIn) {
  const chosen = signedIn.persona.roles.find(({ id }) => id === step.params.get("role"));
  if (chosen === undefined) {
    sendPage(step.res, rolePage(signedIn.persona), 400);
    return;
  }
  await finish(step, signedIn, chosen.id);
}

async function finish({ site, req, res, details }, { persona, authentication, at }, roleId) {
  await site.provider.interactionFinished(req, res, {
    login: {
      accountId: persona.sub,
      ts: at,
      context: { persona: persona.name, authentication, roleId, at },
    },
  }, { mergeWithLastSubmission: false });
  forgetOtherPerson(site, details.session, persona.sub);
}

async function refuse({ site, req, res }, why) {
  await site.provider.interactionFinished(req, res, {
    error: "access_denied",
    error_description: why,
  }, { mergeWithLastSubmission: false });
}

/**
 * Empties a browser session that belongs to somebody else, as signing in anew at CIS2 does.
 * Without it oidc-provider would ask for a sign-out first, by a page that needs script.
 * @param {import("./site.js").Site} site
 * @param {{uid: string, accountId?: string} | undefined} session
 * @param {string} sub
 */
export function forgetOtherPerson(site, session, sub) {
  if (session?.accountId === undefined || session.accountId === sub) {
    return;
  }
  for (const row of site.store.rows("Session").values()) {
    if (row.uid === session.uid) {
      delete row.accountId;
      delete row.authorizations;
      delete row.loginTs;
    }
  }
}
