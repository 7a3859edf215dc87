/** The pages people see: plain HTML forms that need no script. */
import { organisations, personas, roleName } from "./personas.js";

const banner = {
  cis2: "Simulated Care Identity - not a real NHS service",
  gateway: "Simulated trust gateway - not a real NHS service",
};

const style = `
body { margin: 0; background: #f2f4f5; color: #1d2429; font: 16px/1.5 sans-serif; }
header { background: #3a2f5b; color: #fff; padding: 14px 24px; font-weight: bold; }
main { max-width: 620px; margin: 32px auto; padding: 24px 32px; background: #fff; border: 1px solid #cfd6da; }
h1 { font-size: 24px; margin: 0 0 12px; }
button { display: block; width: 100%; margin: 8px 0; padding: 10px 14px; border: 1px solid #3a2f5b;
  background: #fff; color: #1d2429; font: inherit; text-align: left; cursor: pointer; }
button:hover, button:focus { background: #ece9f5; outline: 3px solid #c9a227; }
button span { display: block; color: #55616a; font-size: 14px; }
button.plain { width: auto; text-align: center; }
input { font: inherit; padding: 8px; width: 60%; border: 1px solid #3a2f5b; }
`;

/**
 * Text made safe for HTML.
 * @param {string} text
 */
export function escape(text) {
  const entity = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return String(text).replace(/[&<>"']/g, (character) => entity[character]);
}

/**
 * A whole page.
 * @param {"cis2" | "gateway"} kind
 * @param {string} title
 * @param {string} content HTML
 */
export function page(kind, title, content) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)} - ${banner[kind]}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><header>${banner[kind]}</header><main><h1>${escape(title)}</h1>
${content}</main></body></html>
`;
}

const cancel = '<form method="post"><button class="plain" id="cancel" name="cancel" value="1">Cancel</button></form>';

function choice(field, value, id, title, detail) {
  return `<button id="${id}" name="${field}" value="${escape(value)}">${escape(title)}`
    + `<span>${escape(detail)}</span></button>`;
}

/** The page that asks who is signing in: the stand-in for card and PIN. */
export function signInPage() {
  const buttons = personas.map(({ name, given, family, title, label }) => (
    choice("persona", name, `persona-${name}`, `${title} ${given} ${family}`, label)
  ));
  return page("cis2", "Sign in as", `<form method="post">${buttons.join("\n")}</form>${cancel}`);
}

/**
 * The page that asks for a role; more than five come with a search.
 * @param {import("./personas.js").Persona} persona
 * @param {string} [search]
 */
export function rolePage(persona, search = "") {
  const text = (role) => `${roleName(role)} ${organisations[role.org]} ${role.org}`.toLowerCase();
  const shown = persona.roles.filter((role) => text(role).includes(search.toLowerCase()));
  const buttons = shown.map((role) => (
    choice("role", role.id, `role-${role.id}`, roleName(role), `${organisations[role.org]} (${role.org})`)
  ));
  const form = persona.roles.length <= 5 ? "" : `<form method="get">
<label for="role-search">Search your roles</label><br>
<input id="role-search" name="q" value="${escape(search)}">
<button class="plain" id="role-search-submit">Search</button></form>`;
  const none = shown.length === 0 ? "<p>No role matches.</p>" : "";
  return page("cis2", "Choose your role", `${form}${none}<form method="post">${buttons.join("\n")}</form>${cancel}`);
}

/**
 * What a person sees when a request cannot be answered at its redirect URI.
 * @param {import("koa").Context} ctx
 * @param {{kind: "cis2" | "gateway"}} site
 * @param {{error: string, error_description?: string}} out
 */
export function errorPage(ctx, { kind }, out) {
  ctx.type = "html";
  ctx.body = page(kind, "Sign-in cannot go on", `<p id="error">${escape(out.error)}</p>
<p>${escape(out.error_description ?? "")}</p>`);
}

/**
 * The question of RP-initiated logout.
 * @param {"cis2" | "gateway"} kind
 */
export function signOutPage(kind) {
  return (ctx, form) => {
    const buttons = `<button id="sign-out-yes" name="logout" value="yes">Sign out</button>
<button id="sign-out-no">Stay signed in</button></form>`;
    ctx.body = page(kind, "Sign out?", form.replace("</form>", buttons));
  };
}

/**
 * The page after a sign-out that leads nowhere else.
 * @param {"cis2" | "gateway"} kind
 */
export function signedOutPage(kind) {
  return (ctx) => {
    ctx.body = page(kind, "You are signed out", "<p>You may close this window.</p>");
  };
}
