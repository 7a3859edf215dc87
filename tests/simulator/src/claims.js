/** What CIS2 says about a persona, with the shapes seen in real client code. */
import { organisations } from "./personas.js";

const registrations = [
  "gmc_id", "gmp_id", "gdc_id", "gdp_id", "nmc_id", "gphc_id", "rcn_id", "consultant_id",
];

/** Which claims each scope brings. */
export const scopeClaims = {
  openid: ["sub"],
  profile: ["name", "family_name", "given_name", "uid"],
  email: ["email"],
  nhsperson: [
    "nhsid_useruid", "title", "initials", "middle_names", "display_name", "idassurancelevel",
  ],
  nationalrbacaccess: ["nhsid_nrbac_roles"],
  associatedorgs: ["nhsid_user_orgs"],
  professionalmemberships: registrations,
  organisationalmemberships: ["nhsid_org_memberships", "nhsid_org_roles"],
  selectedrole: [],
  changedrole: [],
};

/** The scopes that ask for a role. */
export const roleScopes = ["selectedrole", "changedrole"];

/**
 * The userinfo claims of a persona.
 * @param {import("./personas.js").Persona} persona
 * @param {"auto" | "always" | "never"} singleObject whether an array of one is a bare object
 */
export function userinfoClaims(persona, singleObject) {
  const single = singleObject === "always" || (singleObject === "auto" && persona.single);
  const list = (items) => (single && items.length === 1 ? items[0] : items);
  const codes = [...new Set(persona.roles.map((role) => role.org))];
  const orgs = codes.map((org_code) => ({ org_name: organisations[org_code], org_code }));
  const memberships = orgs.map((org, i) => ({ person_orgid: orgId(persona, i), ...org }));

  return {
    uid: persona.sub,
    nhsid_useruid: persona.sub,
    name: `${persona.family} ${persona.given} ${persona.title}`,
    given_name: persona.given,
    family_name: persona.family,
    title: persona.title,
    initials: persona.given[0],
    middle_names: "",
    display_name: `${persona.given} ${persona.family}`,
    email: `${persona.given}.${persona.family}@example.invalid`.toLowerCase(),
    idassurancelevel: "3",
    ...Object.fromEntries(registrations.map((id) => [id, persona.registrations?.[id] ?? ""])),
    nhsid_user_orgs: list(orgs),
    nhsid_org_roles: list(memberships),
    nhsid_org_memberships: list(memberships.map((org) => ({ ...org, gnc: "GNC000" }))),
    nhsid_nrbac_roles: list(persona.roles.map((role) => roleClaim(persona, role, codes))),
  };
}

function roleClaim(persona, { id, org, code, path, ...optional }, codes) {
  return {
    person_orgid: orgId(persona, codes.indexOf(org)),
    person_roleid: id,
    org_code: org,
    role_name: path,
    role_code: code,
    ...optional,
  };
}

function orgId(persona, index) {
  return `${persona.sub.slice(0, -2)}${70 + index}`;
}
