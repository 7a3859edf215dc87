/** Signing keys of an issuer, new for every run. */
import { generateKeyPairSync, randomBytes } from "node:crypto";

const curves = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };

/** One private JWK per kind of algorithm. CIS2's key ids look like standard base64. */
export function generateKeys() {
  const pairs = [
    generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ...Object.values(curves).map((namedCurve) => generateKeyPairSync("ec", { namedCurve })),
  ];
  return pairs.map(({ privateKey }) => ({
    ...privateKey.export({ format: "jwk" }),
    kid: randomBytes(20).toString("base64"),
    use: "sig",
  }));
}

/**
 * The key that signs with an algorithm: the newest of its kind.
 * @param {object[]} keys private JWKs, newest first
 * @param {string} alg
 */
export function signingKey(keys, alg) {
  return keys.find((key) => (alg in curves ? key.crv === curves[alg] : key.kty === "RSA"));
}
