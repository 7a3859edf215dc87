/** One issuer: what it remembers, how it is set, and what it says about the people it knows. */
import { defaultSettings } from "./settings.js";
import { Faults } from "./faults.js";
import { generateKeys } from "./keys.js";
import { buildProvider } from "./provider.js";
import { Record } from "./record.js";
import { Store } from "./store.js";
import { platformClaims } from "./token_claims.js";
import { setOffset } from "./clock.js";

const routes = {
  cis2: {
    authorization: "/authorize",
    end_session: "/connect/endSession",
    jwks: "/connect/jwk_uri",
    token: "/access_token",
    userinfo: "/userinfo",
  },
  gateway: {
    authorization: "/authorize",
    end_session: "/logout",
    jwks: "/jwks",
    revocation: "/revoke",
    token: "/token",
    userinfo: "/userinfo",
  },
};

/**
 * @typedef {object} Context what one sign-in established
 * @property {{aal: number, amr: string}} authentication
 * @property {string | null | undefined} roleId null: asked for, but the person has none
 * @property {string | undefined} acr
 * @property {object} claims for userinfo
 * @property {string} [sid] of the browser session, as this client knows it
 */

/** An issuer's state. */
export class Site {
  faults = new Faults();
  store = new Store(() => this.settings.reuse_grace_s);
  keys = generateKeys();
  /** @type {Map<string, Context>} by session uid */
  #sessions = new Map();
  /** @type {Map<string, Context>} by grant id */
  #grants = new Map();

  /**
   * @param {"cis2" | "gateway"} kind
   * @param {object} config as `plan` wrote it
   * @param {(context: Context, params: object, settings: object) => Context} contextFor narrows a session's context to one request
   */
  constructor(kind, config, contextFor) {
    this.kind = kind;
    this.config = config;
    this.contextFor = contextFor;
    this.mount = new URL(config.issuer).pathname;
    this.routes = routes[kind];
    this.record = new Record(kind);
    this.settings = defaultSettings(kind);
    this.rebuild();
  }

  /** Takes changed settings or keys into use. */
  rebuild() {
    this.provider = buildProvider(this);
  }

  /**
   * A new key of every kind signs from now on.
   * @param {boolean} keepOld whether the old ones stay in the JWKS
   * @returns {string} id of the new RSA key
   */
  rollKeys(keepOld) {
    this.keys = [...generateKeys(), ...(keepOld ? this.keys : [])];
    this.rebuild();
    return this.keys[0].kid;
  }

  /** Back to the start, except for the keys. */
  reset() {
    setOffset(0);
    this.settings = defaultSettings(this.kind);
    this.faults.clear();
    this.record.clear();
    this.store.revoke();
    this.store.endSessions();
    this.rebuild();
  }

  /**
   * What a browser session established so far.
   * @param {string} uid
   */
  sessionContext(uid) {
    return this.#sessions.get(uid);
  }

  /**
   * Notes a finished interaction, if there was one, and answers the context of this request.
   * @param {string} uid
   * @param {Context | undefined} fresh
   * @param {object} params
   */
  enterSession(uid, fresh, params) {
    if (fresh !== undefined) {
      this.#sessions.set(uid, fresh);
    }
    const context = this.#sessions.get(uid);
    return context && this.contextFor(context, params, this.settings);
  }

  /**
   * Binds a grant and all its tokens to a context.
   * @param {string} grantId
   * @param {Context} context
   */
  enterGrant(grantId, context) {
    this.#grants.set(grantId, context);
  }

  /**
   * The userinfo claims of a grant.
   * @param {string} grantId
   */
  userinfo(grantId) {
    return this.#grants.get(grantId).claims;
  }

  /**
   * The ID-token claims of a grant that oidc-provider does not set itself.
   * @param {string} grantId
   */
  idTokenClaims(grantId) {
    const { acr, authentication, roleId, sid } = this.#grants.get(grantId);
    const level = this.settings.level_type === "number" ? Number : String;
    return {
      ...(acr === undefined ? {} : { acr }),
      amr: [authentication.amr],
      sid,
      id_assurance_level: level(3),
      authentication_assurance_level: level(authentication.aal),
      ...(roleId ? { selected_roleid: roleId } : {}),
      ...(this.kind === "cis2" ? platformClaims() : {}),
    };
  }

  /**
   * What a JWT access token says beside the standard claims.
   * @param {string} grantId
   */
  accessTokenClaims(grantId) {
    const { acr, roleId } = this.#grants.get(grantId) ?? {};
    return { ...(acr ? { acr } : {}), ...(roleId ? { selected_roleid: roleId } : {}) };
  }
}
