/** What a test may change at run time, with the values it starts from. */

const common = {
  access_token_s: 600,
  id_token_s: 3600,
  refresh_token_s: 43200,
  code_s: 60,
  refresh: true,
  rotate: true,
  reuse_grace_s: 0,
  refresh_ends_with_session: false,
  id_token_on_refresh: true,
  iss_parameter: true,
  level_type: "string",
  id_token: {},
  userinfo: {},
  signing_alg: "RS256",
};

const defaults = {
  cis2: {
    ...common, access_token_s: 3600, refresh: false, level_type: "number",
    default_acr: "AAL2_OR_AAL3_ANY", single_object: "auto",
  },
  gateway: { ...common, drop: [] },
  platform: { access_token_s: 599, refresh_window_s: 43199 },
};

const choices = {
  level_type: ["number", "string"],
  single_object: ["auto", "always", "never"],
  signing_alg: [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
  ],
};

/**
 * Fresh settings of a process.
 * @param {"cis2" | "gateway" | "platform"} kind
 */
export function defaultSettings(kind) {
  return structuredClone(defaults[kind]);
}

/**
 * Merges changes into settings, refusing what is unknown or of the wrong type.
 * @param {Record<string, any>} settings changed in place
 * @param {Record<string, any>} changes
 */
export function changeSettings(settings, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in settings)) {
      throw new RangeError(`unknown setting ${name}`);
    }
    const wrongType = typeof value !== typeof settings[name]
      || Array.isArray(value) !== Array.isArray(settings[name]);
    const wrongNumber = typeof value === "number" && !(Number.isInteger(value) && value > 0);
    if (value === null || wrongType || wrongNumber || choices[name]?.includes(value) === false) {
      throw new RangeError(`bad value for ${name}`);
    }
  }
  Object.assign(settings, structuredClone(changes));
}
