/** Authentication context references, as CIS2 names them. */

/** The values advertised and understood. */
export const acrValues = [
  "AAL3_ANY", "AAL2_OR_AAL3_ANY", "AAL2_ANY", "AAL1_USERPASS",
  "AAL3_FIDO2", "AAL3_N3_SMARTCARD", "AAL2_TOTP",
];

/**
 * Whether an authentication at this level, by this method, meets an acr.
 * @param {string} acr
 * @param {{aal: number, amr: string}} authentication
 */
export function satisfies(acr, { aal, amr }) {
  if (!acrValues.includes(acr)) {
    return false;
  }
  if (acr === "AAL2_OR_AAL3_ANY" || acr.endsWith("_ANY") || acr === "AAL1_USERPASS") {
    return aal >= Number(acr[3]);
  }
  return aal >= Number(acr[3]) && acr.endsWith(`_${amr}`);
}

/**
 * The first requested acr that an authentication meets.
 * @param {string | undefined} requested the acr_values parameter
 * @param {{aal: number, amr: string}} authentication
 * @param {string} byDefault what counts as requested when nothing was
 * @returns {string | undefined}
 */
export function metAcr(requested, authentication, byDefault) {
  const wanted = requested?.split(" ").filter(Boolean) ?? [];
  return (wanted.length > 0 ? wanted : [byDefault]).find((acr) => satisfies(acr, authentication));
}

/**
 * How a person authenticates for a request: the weakest way they have that meets it.
 * @param {string | undefined} requested the acr_values parameter
 * @param {import("./personas.js").Persona} persona
 * @param {string} byDefault
 * @returns {{aal: number, amr: string} | undefined} undefined: they have none
 */
export function authenticationFor(requested, { aal, amr, stronger }, byDefault) {
  return [{ aal, amr }, ...(stronger ? [stronger] : [])]
    .find((way) => metAcr(requested, way, byDefault) !== undefined);
}
