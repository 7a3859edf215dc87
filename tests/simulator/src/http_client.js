/** A small https client that trusts the run's own certificate authority and follows nothing. */
import http from "node:http";
import https from "node:https";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * Sends one request.
 * @param {string | URL} url
 * @param {{method?: string, headers?: object, form?: object, json?: any, ca?: string, timeoutMs?: number}} [options]
 * @returns {Promise<Answer>}
 */
export function request(url, { method, headers = {}, form, json, ca, timeoutMs = 10000 } = {}) {
  const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
  const type = form ? "application/x-www-form-urlencoded" : "application/json";
  const target = new URL(url);
  const { request: send } = target.protocol === "https:" ? https : http;

  return new Promise((resolve, reject) => {
    const outgoing = send(target, {
      agent: false,
      ca,
      headers: {
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body), "content-type": type }),
        ...headers,
      },
      method: method ?? (body === undefined ? "GET" : "POST"),
      timeout: timeoutMs,
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("timed out")));
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk) => { text += chunk; });
      incoming.on("error", reject);
      incoming.on("end", () => resolve({
        status: incoming.statusCode, headers: incoming.headers, body: text,
      }));
    });
    outgoing.end(body);
  });
}
