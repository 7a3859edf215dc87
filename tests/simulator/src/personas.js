/**
 * The people of the simulated Care Identity. Everyone and every organisation is invented.
 *
 * @typedef {object} Role
 * @property {string} id person_roleid
 * @property {string} org code of the organisation, a key of `organisations`
 * @property {string} code staff group, sub-group and role as `S:G:R`
 * @property {string} path the quoted role path, as CIS2 spells role_name
 * @property {string[]} [activities]
 * @property {string[]} [activity_codes]
 * @property {string[]} [workgroups]
 * @property {string[]} [workgroups_codes]
 *
 * @typedef {object} Persona
 * @property {string} name stable, also in the button's id
 * @property {string} sub
 * @property {string} title
 * @property {string} given
 * @property {string} family
 * @property {string} label who this is, for the sign-in page
 * @property {2|3} aal
 * @property {string} amr
 * @property {{aal: 2|3, amr: string}} [stronger] what they use where that is not enough
 * @property {Role[]} roles
 * @property {Record<string, string>} [registrations]
 * @property {boolean} [single] arrays of one element come as a bare object
 */

/** Organisation names by code. */
export const organisations = {
  Z99901: "EXAMPLE MEDICAL CENTRE",
  TEST02: "SAMPLE ROAD SURGERY",
  ZZ9: "EXAMPLE NHS TRUST",
};

const kinds = {
  nurse: ["S8000:G8000:R8001", "Nurse Access Role"],
  practitioner: ["S8000:G8000:R8000", "Clinical Practitioner Access Role"],
  pharmacist: ["S8000:G8000:R8003", "Pharmacist"],
  clerk: ["S8001:G8002:R8008", "Admin/Clinical Support Access Role"],
  manager: ["S8001:G8003:R8010", "Demographic Administrator"],
  student: ["S8000:G8001:R8016", "Student Access Role"],
  bank: ["S8000:G8000:R8007", "Bank Access Role"],
};

const prescribing = {
  activities: ["Example prescribing", "Example record viewing"],
  activity_codes: ["B0001", "B0002"],
};

/**
 * @param {string} id
 * @param {keyof typeof kinds} kind
 * @param {keyof typeof organisations} org
 * @param {Partial<Role>} [more] what CIS2 often leaves out
 * @returns {Role}
 */
function role(id, kind, org, more = {}) {
  const [code, name] = kinds[kind];
  const group = kind === "clerk" || kind === "manager" ? "Admin and Clerical" : "Clinical";
  return { id, org, code, path: `"${group}":"${group} Provision":"${name}"`, ...more };
}

/** @type {Persona[]} */
export const personas = [
  {
    name: "nurse", sub: "555000111001", title: "Ms", given: "Nora", family: "Examplename",
    label: "Nurse, one role", aal: 3, amr: "N3_SMARTCARD", single: true,
    registrations: { nmc_id: "N0000001" },
    roles: [
      role("555000330001", "nurse", "ZZ9", {
        ...prescribing, workgroups: ["Example group"], workgroups_codes: ["555000444555"],
      }),
    ],
  },
  {
    name: "doctor", sub: "555000111002", title: "Dr", given: "Alex", family: "Samplefield",
    label: "Doctor, three roles in two organisations", aal: 3, amr: "N3_SMARTCARD",
    registrations: { gmc_id: "C0000001", gmp_id: "G0000001" },
    roles: [
      role("555000330021", "practitioner", "ZZ9", prescribing),
      role("555000330022", "practitioner", "Z99901", prescribing),
      role("555000330023", "manager", "Z99901"),
    ],
  },
  {
    name: "no-role", sub: "555000111003", title: "Mr", given: "Noel", family: "Unassigned",
    label: "Signed up, no role", aal: 3, amr: "FIDO2", roles: [],
  },
  {
    name: "seven-roles", sub: "555000111004", title: "Mx", given: "Sam", family: "Manyhats",
    label: "Seven roles", aal: 3, amr: "N3_SMARTCARD",
    roles: [
      role("555000330041", "practitioner", "ZZ9", prescribing), role("555000330042", "nurse", "ZZ9"),
      role("555000330043", "clerk", "ZZ9"), role("555000330044", "manager", "ZZ9"),
      role("555000330045", "practitioner", "Z99901"), role("555000330046", "nurse", "TEST02"),
      role("555000330047", "bank", "TEST02"),
    ],
  },
  {
    name: "locum", sub: "555000111005", title: "Dr", given: "Lou", family: "Passingthrough",
    label: "Locum doctor", aal: 3, amr: "FIDO2", registrations: { gmc_id: "C0000002" },
    roles: [role("555000330051", "bank", "TEST02", {
      workgroups: ["Example locum cohort"], workgroups_codes: ["555000444901"],
    })],
  },
  {
    name: "student", sub: "555000111006", title: "Ms", given: "Stella", family: "Learnwell",
    label: "Student nurse", aal: 3, amr: "N3_SMARTCARD",
    roles: [role("555000330061", "student", "ZZ9", {
      workgroups: ["Example student cohort"], workgroups_codes: ["555000444902"],
    })],
  },
  {
    name: "aal2", sub: "555000111007", title: "Mr", given: "Tom", family: "Twofactor",
    label: "Clerk, authenticator app only (AAL2)", aal: 2, amr: "TOTP",
    roles: [role("555000330071", "clerk", "ZZ9")],
  },
  {
    name: "two-ways", sub: "555000111010", title: "Dr", given: "Tessa", family: "Bothways",
    label: "Doctor, authenticator app, and a security key where it takes one", aal: 2, amr: "TOTP",
    stronger: { aal: 3, amr: "FIDO2" },
    roles: [role("555000330101", "practitioner", "ZZ9", prescribing)],
  },
  {
    name: "wrong-person", sub: "555000111008", title: "Mrs", given: "Wilma", family: "Elsewho",
    label: "Somebody else (nurse, same role as Nora)", aal: 3, amr: "N3_SMARTCARD",
    registrations: { nmc_id: "N0000002" },
    roles: [role("555000330081", "nurse", "ZZ9", prescribing)],
  },
  {
    name: "pharmacist", sub: "555000111009", title: "Miss", given: "Pippa", family: "Dispensewell",
    label: "Pharmacist, two roles, markup in a workgroup", aal: 3, amr: "N3_SMARTCARD",
    registrations: { gphc_id: "P0000001" },
    roles: [
      role("555000330091", "pharmacist", "ZZ9", { ...prescribing, workgroups: ["<b>Example</b> & \"quoted\""] }),
      role("555000330092", "pharmacist", "Z99901"),
    ],
  },
];

/**
 * Finds a persona by its name.
 * @param {string} name
 * @returns {Persona | undefined}
 */
export function personaNamed(name) {
  return personas.find((persona) => persona.name === name);
}

/**
 * The part of a quoted role path that people read.
 * @param {Role} role
 */
export function roleName(role) {
  return role.path.split(":").at(-1).replaceAll('"', "");
}
