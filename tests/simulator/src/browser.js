/** A browser that knows redirects, cookies and forms, and no script: enough for a sign-in. */
import { request } from "./http_client.js";

const redirectLimit = 30;

/**
 * @typedef {object} Page
 * @property {string} url
 * @property {number} status
 * @property {string} body
 */

/** One browser profile. */
export class Browser {
  #cookies = [];

  /** @param {string} [ca] PEM of the authority to trust */
  constructor(ca) {
    this.ca = ca;
  }

  /**
   * Opens an address and follows redirects.
   * @param {string} url
   * @param {{form?: object, until?: (url: string) => boolean}} [options] until: stop before this address
   * @returns {Promise<Page>}
   */
  async open(url, { form, until = () => false } = {}) {
    let at = url;
    let sent = form;
    for (let step = 0; step < redirectLimit; step += 1) {
      if (until(at)) {
        return { url: at, status: 0, body: "" };
      }
      const { status, headers, body } = await request(at, {
        ca: this.ca, form: sent, headers: { accept: "text/html", cookie: this.#cookieHeader(at) },
      });
      this.#keepCookies(at, headers["set-cookie"] ?? []);
      if (headers.location === undefined) {
        return { url: at, status, body };
      }
      at = new URL(headers.location, at).href;
      sent = undefined;
    }
    throw new Error("too many redirects");
  }

  /**
   * Presses the button with an id.
   * @param {Page} page
   * @param {string} id
   * @param {{until?: (url: string) => boolean, fields?: object}} [options] fields: what was typed into the form
   */
  async press(page, id, { until, fields = {} } = {}) {
    const form = page.body.match(/<form[^>]*>[\s\S]*?<\/form>/g)?.find((text) => text.includes(`id="${id}"`));
    if (form === undefined) {
      throw new Error(`no button ${id} on "${title(page)}"`);
    }
    const [, button] = form.match(new RegExp(`<button([^>]*\\bid="${id}"[^>]*)>`));
    const hidden = [...form.matchAll(/<input([^>]*type="hidden"[^>]*)>/g)].map(([, tag]) => tag);
    const values = Object.fromEntries([...hidden, button]
      .filter((tag) => attribute(tag, "name"))
      .map((tag) => [attribute(tag, "name"), attribute(tag, "value") ?? ""]));
    const start = form.slice(0, form.indexOf(">"));
    const action = new URL(attribute(start, "action") ?? "", page.url);
    const all = { ...values, ...fields };
    if (attribute(start, "method") === "get") {
      action.search = new URLSearchParams(all).toString();
      return this.open(action.href, { until });
    }
    return this.open(action.href, { form: all, until });
  }

  /**
   * Walks a whole sign-in from an authorization request to the redirect URI.
   * @param {string} url
   * @param {{persona: string, role?: string, until?: (url: string) => boolean}} choices
   *   without `until` the redirect URI is really fetched
   * @returns {Promise<Page>}
   */
  async signIn(url, { persona, role, until }) {
    let page = await this.open(url, { until });
    if (page.body.includes(`id="persona-${persona}"`)) {
      page = await this.press(page, `persona-${persona}`, { until });
    }
    if (page.body.includes('id="role-')) {
      page = await this.press(page, `role-${role}`, { until });
    }
    return page;
  }

  #cookieHeader(url) {
    const { hostname, pathname } = new URL(url);
    return this.#cookies
      .filter(({ host, path }) => host === hostname && pathMatches(pathname, path))
      .map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  #keepCookies(url, lines) {
    const { hostname, pathname } = new URL(url);
    for (const line of lines) {
      const [pair, ...attributes] = line.split("; ");
      const [name] = pair.split("=", 1);
      const value = pair.slice(name.length + 1);
      const path = attributes.find((text) => /^path=/i.test(text))?.slice(5)
        ?? pathname.replace(/\/[^/]*$/, "");
      const expires = attributes.find((text) => /^expires=/i.test(text))?.slice(8);
      this.#cookies = this.#cookies.filter((kept) => (
        kept.host !== hostname || kept.name !== name || kept.path !== path
      ));
      if (expires === undefined || Date.parse(expires) > Date.now()) {
        this.#cookies.push({ host: hostname, name, value, path });
      }
    }
  }
}

/**
 * The title of a page.
 * @param {Page} page
 */
export function title({ body }) {
  return body.match(/<title>([^<]*)/)?.[1] ?? "";
}

function attribute(tag, name) {
  return tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
}

function pathMatches(path, cookiePath) {
  return path === cookiePath || path.startsWith(cookiePath.endsWith("/") ? cookiePath : `${cookiePath}/`);
}
