/** The control interface: plain http on loopback, for tests only, with a key. */
import { createServer } from "node:http";
import { timingSafeEqual } from "node:crypto";
import { readBody, sendJson } from "./answers.js";
import { offsetSeconds, setOffset } from "./clock.js";
import { changeSettings } from "./settings.js";

/**
 * A control server with these calls.
 * @param {string} key
 * @param {Record<string, (body: any) => any>} calls by "METHOD /path"
 */
export function controlServer(key, calls) {
  const expected = Buffer.from(`Bearer ${key}`);
  return createServer(async (req, res) => {
    try {
      const given = Buffer.from(req.headers.authorization ?? "");
      const call = calls[`${req.method} ${req.url}`];
      const body = await readBody(req);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        sendJson(res, 401, { error: "control key missing or wrong" });
      } else if (call === undefined) {
        sendJson(res, 404, { error: "no such call" });
      } else {
        sendJson(res, 200, call(body === "" ? {} : JSON.parse(body)));
      }
    } catch (error) {
      sendJson(res, 400, { error: error.message });
    }
  });
}

/**
 * The calls that every process answers.
 * @param {string} process
 * @param {import("./record.js").Record} record
 * @param {object} [more] for /health
 */
export function commonCalls(process, record, more = {}) {
  return {
    "GET /health": () => ({ ok: true, process, ...more }),
    "GET /record": () => record.entries,
    "DELETE /record": () => {
      record.clear();
      return [];
    },
    "POST /reset": () => {
      setOffset(0);
      record.clear();
      return { ok: true };
    },
    "POST /clock": ({ offset_s: offset }) => {
      if (typeof offset !== "number" || !Number.isFinite(offset)) {
        throw new RangeError("offset_s must be a number");
      }
      setOffset(offset);
      return { offset_s: offsetSeconds() };
    },
  };
}

/**
 * The calls of an issuer.
 * @param {import("./site.js").Site} site
 */
export function siteCalls(site) {
  return {
    ...commonCalls(site.kind, site.record, { issuer: site.config.issuer }),
    "GET /settings": () => site.settings,
    "POST /settings": (changes) => {
      changeSettings(site.settings, changes);
      site.rebuild();
      return site.settings;
    },
    "GET /faults": () => site.faults.armed,
    "POST /faults": (faults) => {
      site.faults.arm(faults);
      return site.faults.armed;
    },
    "DELETE /faults": () => {
      site.faults.clear();
      return site.faults.armed;
    },
    "POST /keys/rollover": ({ keep_old: keepOld = true }) => ({ kid: site.rollKeys(keepOld) }),
    "POST /revoke": (which) => ({ revoked: site.store.revoke(which) }),
    "POST /session/end": (which) => ({ ended: site.store.endSessions(which) }),
    "POST /reset": () => {
      site.reset();
      return { ok: true };
    },
  };
}
