/** The tokens of the NHS API platform: opaque, short; refresh tokens good for once in one window. */
import { randomBytes } from "node:crypto";
import { now } from "./clock.js";
import { demand, invalidGrant } from "./platform_errors.js";

const fresh = () => randomBytes(21).toString("base64url");

/** All of them. */
export class PlatformTokens {
  #access = new Map();
  #refresh = new Map();

  /** @param {{access_token_s: number, refresh_window_s: number}} settings as they are when asked */
  constructor(settings) {
    this.settings = settings;
  }

  /** Forgets them. */
  clear() {
    this.#access.clear();
    this.#refresh.clear();
  }

  /**
   * The answer to an exchange. Numbers are strings, as they are there.
   * @param {object} app
   * @param {object} claims of the ID token
   */
  issue(app, claims) {
    const end = now() + this.settings.refresh_window_s + 1;
    return {
      ...this.#answer({ app: app.client_id, claims, end, count: 0 }),
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    };
  }

  /**
   * The answer to a refresh by an app that has proved itself.
   * @param {object} app
   * @param {string | null} token
   */
  refresh(app, token) {
    const grant = this.#refresh.get(token);
    demand(grant && grant.app === app.client_id, invalidGrant("refresh_token is invalid"));
    this.#refresh.delete(token);
    demand(grant.end > now() + 1, invalidGrant("refresh token refresh period has expired"));
    return this.#answer({ ...grant, count: grant.count + 1 });
  }

  /**
   * Whose an access token is; nothing where it is none, or has expired.
   * @param {string} token
   */
  holder(token) {
    const held = this.#access.get(token);
    return held && held.exp > now() ? held : undefined;
  }

  #answer(grant) {
    const access = fresh();
    const refresh = fresh();
    this.#access.set(access, { ...grant, exp: now() + this.settings.access_token_s });
    this.#refresh.set(refresh, grant);
    return {
      access_token: access,
      expires_in: String(this.settings.access_token_s),
      refresh_count: String(grant.count),
      refresh_token: refresh,
      refresh_token_expires_in: String(grant.end - now() - 1),
      token_type: "Bearer",
    };
  }
}
