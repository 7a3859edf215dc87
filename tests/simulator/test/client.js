/** A plain OpenID Connect client, as strict as the tests need. */
import { createHash, createPrivateKey, randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { SignJWT, createLocalJWKSet, jwtVerify } from "jose";
import { Browser } from "../src/browser.js";
import { request } from "../src/http_client.js";

export const allScopes = "openid profile email nhsperson nationalrbacaccess associatedorgs "
  + "professionalmemberships organisationalmemberships";
const secret = () => randomBytes(32).toString("base64url");

/** A client of one issuer of a simulator. */
export class Client {
  /**
   * @param {import("./harness.js").Simulator} sim
   * @param {"cis2" | "gateway"} who
   * @param {string} [id]
   */
  constructor(sim, who = "gateway", id = who === "gateway" ? "lanyard" : "lanyard-direct") {
    this.sim = sim;
    this.who = who;
    this.issuer = sim[who].issuer;
    this.registration = sim[who].clients.find(({ client_id }) => client_id === id);
    this.redirectUri = who === "gateway"
      ? "http://127.0.0.1:28999/callback" : this.registration.redirect_uris[0];
  }

  async discover() {
    this.metadata = JSON.parse((await this.send(`${this.issuer}/.well-known/openid-configuration`)).body);
    return this.metadata;
  }

  send(url, options = {}) {
    return request(url, { ca: this.sim.ca, ...options });
  }

  /** An authorization request with these parameters; list values are repeated. */
  async authorizationUrl(params = {}) {
    await this.discover();
    this.sent = { nonce: secret(), state: secret(), verifier: secret() };
    const url = new URL(this.metadata.authorization_endpoint);
    const all = {
      client_id: this.registration.client_id,
      code_challenge: createHash("sha256").update(this.sent.verifier).digest("base64url"),
      code_challenge_method: "S256",
      nonce: this.sent.nonce,
      redirect_uri: this.redirectUri,
      response_type: "code",
      scope: allScopes,
      state: this.sent.state,
      ...params,
    };
    for (const [name, value] of Object.entries(all)) {
      [value].flat().forEach((one) => one !== undefined && url.searchParams.append(name, one));
    }
    return url.href;
  }

  /** Walks the browser part; answers the parameters of the redirect. */
  async authorize({ persona, role, browser = new Browser(this.sim.ca), ...params }) {
    const url = await this.authorizationUrl(params);
    const page = await browser.signIn(url, { persona, role, until: (at) => at.startsWith(this.redirectUri) });
    if (!page.url.startsWith(this.redirectUri)) {
      throw new Error(`stopped at ${page.status} ${page.body.match(/<main>([\s\S]*)<\/main>/)?.[1] ?? page.body}`);
    }
    return new URL(page.url).searchParams;
  }

  /** A whole sign-in: tokens, validated ID-token claims and userinfo. */
  async signIn(choices) {
    const answer = await this.authorize(choices);
    if (answer.has("error")) {
      throw new Error(answer.get("error"));
    }
    return this.accept(await this.exchange(answer));
  }

  exchange(answer, more = {}) {
    return this.token({
      grant_type: "authorization_code",
      code: answer.get("code"),
      code_verifier: this.sent.verifier,
      redirect_uri: this.redirectUri,
      ...more,
    });
  }

  refresh(refreshToken, more = {}) {
    return this.token({ grant_type: "refresh_token", refresh_token: refreshToken, ...more });
  }

  /** A token request; answers status, headers and the parsed body. */
  async token(form, authentication) {
    const { status, headers, body } = await this.send(this.metadata.token_endpoint, {
      form: { ...form, ...(authentication ?? await this.authentication()) },
    });
    return { status, headers, ...JSON.parse(body) };
  }

  async authentication(claims = {}) {
    const { client_id: id, auth, alg, key_file: keyFile, secret_file: secretFile } = this.registration;
    if (auth === "private_key_jwt") {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: id, sub: id, aud: this.metadata.token_endpoint, jti: randomUUID(), iat: now, exp: now + 180, ...claims,
      };
      return {
        client_id: id,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await new SignJWT(payload).setProtectedHeader({ alg })
          .sign(createPrivateKey(readFileSync(keyFile))),
      };
    }
    return {
      client_id: id,
      ...(secretFile ? { client_secret: readFileSync(secretFile, "utf8") } : {}),
    };
  }

  async accept(tokens) {
    if (tokens.status !== 200) {
      throw new Error(tokens.error);
    }
    return { tokens, claims: await this.verify(tokens.id_token), userinfo: await this.userinfo(tokens) };
  }

  async keys() {
    return JSON.parse((await this.send(this.metadata.jwks_uri)).body);
  }

  async verify(jwt, options = { audience: this.registration.client_id }) {
    const { payload } = await jwtVerify(jwt, createLocalJWKSet(await this.keys()), {
      issuer: this.issuer, ...options,
    });
    return payload;
  }

  async userinfo({ access_token: accessToken }) {
    const { status, headers, body } = await this.send(this.metadata.userinfo_endpoint, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (status !== 200) {
      throw new Error(`userinfo ${status}`);
    }
    return headers["content-type"].startsWith("application/jwt") ? body : JSON.parse(body);
  }
}
