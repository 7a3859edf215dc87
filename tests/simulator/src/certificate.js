/** A certificate authority and a server certificate for one run, by openssl. */
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const extensions = `[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/**
 * Makes ca.pem, server.pem and server.key in a folder, unless they are there.
 * The authority's own key does not survive.
 * @param {string} dir
 * @returns {{caFile: string, certFile: string, keyFile: string, spki: string}}
 */
export function makeCertificate(dir) {
  const file = (name) => join(dir, name);
  if (!existsSync(file("server.pem"))) {
    const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: ["ignore", "ignore", "pipe"] });
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    writeFileSync(file("openssl.cnf"), `[req]\ndistinguished_name = dn\n[dn]\n${extensions}`);
    openssl("req", "-x509", ...newKey, "-config", "openssl.cnf", "-extensions", "ca", "-days", "7",
      "-subj", "/CN=Lanyard simulator CA", "-keyout", "ca.key", "-out", "ca.pem");
    openssl("req", "-new", ...newKey, "-config", "openssl.cnf", "-subj", "/CN=127.0.0.1",
      "-keyout", "server.key", "-out", "server.csr");
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "7",
      "-set_serial", `0x${createHash("sha256").update(`${Date.now()}`).digest("hex").slice(0, 16)}`,
      "-extfile", "openssl.cnf", "-extensions", "server", "-out", "server.pem");
    ["ca.key", "server.csr", "openssl.cnf"].forEach((name) => rmSync(file(name)));
    chmodSync(file("server.key"), 0o600);
  }
  const { publicKey } = new X509Certificate(readFileSync(file("server.pem")));
  const der = publicKey.export({ format: "der", type: "spki" });
  return {
    caFile: file("ca.pem"),
    certFile: file("server.pem"),
    keyFile: file("server.key"),
    spki: createHash("sha256").update(der).digest("base64"),
  };
}
