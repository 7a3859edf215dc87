/** Faults that a test arms per endpoint. Each is used up after so many requests. */

const endpoints = [
  "discovery", "jwks", "authorize", "token", "userinfo", "revocation", "end_session", "api", "any",
];
const kinds = ["drop_after", "drop_before", "delay", "status", "captive", "garbage", "truncate"];
const afterwards = new Set(["drop_after", "truncate"]);

/**
 * @typedef {object} Fault
 * @property {string} endpoint
 * @property {string} kind
 * @property {string} [grant_type]
 * @property {number} times
 * @property {number} [delay_ms]
 * @property {number} [status]
 * @property {number} [retry_after_s]
 * @property {boolean} after_processing
 */

/** The armed faults of a process. */
export class Faults {
  /** @type {Fault[]} */
  armed = [];

  /**
   * Arms one fault or several.
   * @param {object | object[]} wanted
   */
  arm(wanted) {
    this.armed.push(...[wanted].flat().map(checked));
  }

  /** Disarms all. */
  clear() {
    this.armed = [];
  }

  /**
   * The first fault that applies to a request, used up by one.
   * @param {string} endpoint
   * @param {string | null} grantType
   * @returns {Fault | undefined}
   */
  take(endpoint, grantType) {
    const fault = this.armed.find((armed) => (
      (armed.endpoint === "any" || armed.endpoint === endpoint)
      && (armed.grant_type === undefined || armed.grant_type === grantType)
    ));
    if (fault !== undefined && fault.times > 0) {
      fault.times -= 1;
      if (fault.times === 0) {
        this.armed.splice(this.armed.indexOf(fault), 1);
      }
    }
    return fault;
  }
}

function checked(fault) {
  if (!endpoints.includes(fault?.endpoint)) throw new RangeError("unknown endpoint");
  if (!kinds.includes(fault.kind)) throw new RangeError("unknown kind");
  const times = fault.times ?? 1;
  if (!Number.isInteger(times) || times === 0 || times < -1) throw new RangeError("bad times");
  return {
    ...fault, times, after_processing: fault.after_processing === true || afterwards.has(fault.kind),
  };
}

/**
 * The false answer of a fault, or nothing for those that answer not at all or truly.
 * @param {Fault} fault
 * @returns {{status: number, headers: Record<string, string>, body: string} | undefined}
 */
export function falseAnswer(fault) {
  switch (fault.kind) {
    case "status":
      return {
        status: fault.status ?? 503,
        headers: {
          "content-type": "application/json",
          ...(fault.retry_after_s === undefined ? {} : { "retry-after": `${fault.retry_after_s}` }),
        },
        body: '{"error":"temporarily_unavailable"}',
      };
    case "captive":
      return {
        status: fault.status ?? 200,
        headers: {
          "content-type": "text/html; charset=utf-8",
          ...(fault.status === 302 ? { location: "http://captive.example.test/login" } : {}),
        },
        body: "<!doctype html><title>Guest WiFi</title><h1>Accept the terms to continue</h1>",
      };
    case "garbage":
      return { status: 200, headers: { "content-type": "application/json" }, body: '{"half": [' };
    default:
      return undefined;
  }
}
