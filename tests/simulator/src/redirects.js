/** Loopback redirect URIs of native clients (RFC 8252 section 7.3). */

const hosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Lets a provider's native clients come back to any loopback port, at /callback or below,
 * and to any loopback address after sign-out.
 * @param {import("oidc-provider").Provider} provider
 */
export function allowNativeRedirects(provider) {
  const { prototype } = provider.Client;
  const { redirectUriAllowed, postLogoutRedirectUriAllowed } = prototype;

  prototype.redirectUriAllowed = function orCallback(uri) {
    return redirectUriAllowed.call(this, uri)
      || (this.applicationType === "native" && isLoopback(uri, /^\/callback(\/[\w-]+)?$/));
  };
  prototype.postLogoutRedirectUriAllowed = function orLoopback(uri) {
    return postLogoutRedirectUriAllowed.call(this, uri)
      || (this.applicationType === "native" && isLoopback(uri, /^\//));
  };
}

function isLoopback(uri, path) {
  const url = URL.parse(uri);
  return url !== null && url.protocol === "http:" && hosts.has(url.hostname)
    && url.hash === "" && url.username === "" && path.test(url.pathname);
}
