/** The gateway as CIS2's confidential client (private_key_jwt). */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { SignJWT, createLocalJWKSet, importPKCS8, jwtVerify } from "jose";
import { roleScopes, scopeClaims } from "./claims.js";
import { request } from "./http_client.js";

const dataScopes = Object.keys(scopeClaims).filter((scope) => !roleScopes.includes(scope));

/** CIS2 said no. */
export class UpstreamError extends Error {
  /**
   * @param {string} code an OAuth error code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** CIS2 as the gateway sees it. */
export class Upstream {
  /** @param {{issuer: string, client_id: string, redirect_uri: string, key_file: string, ca_file: string}} config */
  constructor(config) {
    this.config = config;
    this.ca = readFileSync(config.ca_file, "utf8");
  }

  /**
   * Where to send the browser.
   * @param {{state: string, nonce: string, verifier: string, params: object, drop: string[]}} request
   */
  async authorizationUrl({ state, nonce, verifier, params, drop }) {
    const metadata = await this.#discover();
    const asked = params.scope.split(" ").filter((scope) => roleScopes.includes(scope));
    const forwarded = {
      acr_values: params.acr_values,
      max_age: params.max_age,
      prompt: params.prompt?.split(" ").includes("login") ? "login" : undefined,
      scope: [...dataScopes, ...asked].filter((scope) => !drop.includes(scope)).join(" "),
    };
    const url = new URL(metadata.authorization_endpoint);
    Object.entries({
      client_id: this.config.client_id,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      nonce,
      redirect_uri: this.config.redirect_uri,
      response_type: "code",
      state,
      ...Object.fromEntries(Object.entries(forwarded).filter(([name, value]) => (
        value !== undefined && !drop.includes(name)
      ))),
    }).forEach(([name, value]) => url.searchParams.set(name, value));
    return url.href;
  }

  /**
   * The person behind an answer of CIS2, after every check that OpenID Connect asks for.
   * @param {{answer: URLSearchParams, nonce: string, verifier: string}} sent
   */
  async signedIn({ answer, nonce, verifier }) {
    if (answer.get("iss") !== null && answer.get("iss") !== this.config.issuer) {
      throw new UpstreamError("server_error", "answer of another issuer");
    }
    if (answer.has("error")) {
      throw new UpstreamError(answer.get("error"), answer.get("error_description") ?? "refused by CIS2");
    }
    const metadata = await this.#discover();
    const tokens = await this.#json(metadata.token_endpoint, {
      form: {
        grant_type: "authorization_code",
        code: answer.get("code"),
        code_verifier: verifier,
        redirect_uri: this.config.redirect_uri,
        client_id: this.config.client_id,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await this.#assertion(metadata.token_endpoint),
      },
    });
    const keys = createLocalJWKSet(await this.#json(metadata.jwks_uri));
    const { payload } = await jwtVerify(tokens.id_token, keys, {
      audience: this.config.client_id,
      currentDate: new Date(this.now * 1000),
      issuer: this.config.issuer,
    });
    const { sub, ...claims } = await this.#json(metadata.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    if (payload.nonce !== nonce || payload.sub !== sub) {
      throw new UpstreamError("server_error", "nonce or sub differs");
    }
    return {
      sub,
      authTime: payload.auth_time,
      upstreamNow: this.now,
      context: {
        authentication: { aal: Number(payload.authentication_assurance_level), amr: payload.amr[0] },
        acr: payload.acr,
        claims,
        roleId: payload.selected_roleid,
      },
    };
  }

  async #discover() {
    const metadata = await this.#json(`${this.config.issuer}/.well-known/openid-configuration`);
    if (metadata.issuer !== this.config.issuer) {
      throw new UpstreamError("server_error", "discovery of another issuer");
    }
    return metadata;
  }

  /** An assertion by CIS2's clock, so that a test may shift either clock alone. */
  async #assertion(audience) {
    const { client_id: id, key_file: keyFile } = this.config;
    return new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(id).setSubject(id).setAudience(audience)
      .setIssuedAt(this.now)
      .setExpirationTime(this.now + 180)
      .sign(await importPKCS8(readFileSync(keyFile, "utf8"), "RS256"));
  }

  async #json(url, options = {}) {
    const { status, headers, body } = await request(url, { ...options, ca: this.ca });
    if (status !== 200) {
      throw new UpstreamError("temporarily_unavailable", `CIS2 answered ${status}`);
    }
    this.now = Math.floor(Date.parse(headers.date) / 1000);
    return JSON.parse(body);
  }
}
