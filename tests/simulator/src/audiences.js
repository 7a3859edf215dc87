/** The protected resources that the gateway issues tokens for. */

/** Audience and scopes by short name; `exchange` is had by token exchange only. */
export const audiences = {
  records: { audience: "https://records.example.test", scopes: ["records.read"] },
  meds: { audience: "https://meds.example.test", scopes: ["meds.read", "meds.write"] },
  exchange: { audience: "https://exchange.example.test", scopes: ["exchange.read"] },
};

const byRequest = [audiences.records, audiences.meds];

/**
 * The audience registered under an identifier.
 * @param {string} identifier
 */
export function audienceOf(identifier) {
  return Object.values(audiences).find(({ audience }) => audience === identifier);
}

/**
 * Which audiences a set of scopes belongs to: how a request without `resource` is understood.
 * @param {Iterable<string>} scopes
 * @returns {string[]}
 */
export function audiencesForScopes(scopes) {
  const wanted = new Set(scopes);
  return byRequest.filter((known) => known.scopes.some((scope) => wanted.has(scope)))
    .map(({ audience }) => audience);
}
