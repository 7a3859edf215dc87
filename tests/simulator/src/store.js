/** Everything an issuer remembers, in memory, reachable by a test's control calls. */
import { now } from "./clock.js";

/** oidc-provider's adapter over plain maps, one per model. */
export class Store {
  /** @type {Map<string, Map<string, any>>} */
  #models = new Map();

  /** @param {() => number} [grace] for how many seconds a spent refresh token is good all the same */
  constructor(grace = () => 0) {
    this.grace = grace;
  }

  /** The class that oidc-provider instantiates per model. */
  get Adapter() {
    const store = this;
    return class {
      constructor(model) {
        this.rows = store.rows(model);
      }

      async upsert(id, payload) {
        this.rows.set(id, payload);
      }

      async find(id) {
        const row = this.rows.get(id);
        const isInGrace = row?.kind === "RefreshToken" && row.consumed + store.grace() > now();
        return isInGrace ? { ...row, consumed: undefined } : row;
      }

      async findByUid(uid) {
        return [...this.rows.values()].find((row) => row.uid === uid);
      }

      async consume(id) {
        this.rows.get(id).consumed = now();
      }

      async destroy(id) {
        this.rows.delete(id);
      }

      async revokeByGrantId(grantId) {
        for (const [id, row] of this.rows) {
          if (row.grantId === grantId) {
            this.rows.delete(id);
          }
        }
      }
    };
  }

  /**
   * The rows of one model.
   * @param {string} model
   */
  rows(model) {
    if (!this.#models.has(model)) {
      this.#models.set(model, new Map());
    }
    return this.#models.get(model);
  }

  /**
   * Removes the grants that match, and with them every token and code they led to.
   * @param {{sub?: string, client_id?: string}} which
   * @returns {number} how many grants had something to revoke
   */
  revoke({ sub, client_id } = {}) {
    let revoked = 0;
    for (const [grantId, grant] of this.rows("Grant")) {
      const matches = (sub === undefined || grant.accountId === sub)
        && (client_id === undefined || grant.clientId === client_id);
      if (matches) {
        this.rows("Grant").delete(grantId);
        revoked += this.#revokeTokens(grantId) ? 1 : 0;
      }
    }
    return revoked;
  }

  /**
   * Removes browser sessions.
   * @param {{sub?: string}} which
   * @returns {number}
   */
  endSessions({ sub } = {}) {
    const sessions = this.rows("Session");
    const ended = [...sessions].filter(([, session]) => (
      session.accountId !== undefined && (sub === undefined || session.accountId === sub)
    ));
    ended.forEach(([id]) => sessions.delete(id));
    return ended.length;
  }

  #revokeTokens(grantId) {
    let any = false;
    for (const model of ["AccessToken", "AuthorizationCode", "RefreshToken"]) {
      for (const [id, row] of this.rows(model)) {
        if (row.grantId === grantId) {
          any = this.rows(model).delete(id);
        }
      }
    }
    return any;
  }
}
