/** Reading requests and holding back answers until it is decided what becomes of them. */

const bodyLimit = 64 * 1024;

/**
 * The whole body of a request.
 * @param {import("node:http").IncomingMessage} req
 * @returns {Promise<string>}
 */
export async function readBody(req) {
  let body = "";
  for await (const chunk of req.setEncoding("utf8")) {
    body += chunk;
    if (body.length > bodyLimit) {
      throw new RangeError("request body too large");
    }
  }
  return body;
}

/**
 * Holds back what is written to a response.
 * @param {import("node:http").ServerResponse} res
 * @returns {{ended: Promise<void>, body: () => string, release: (body: string) => void, cut: (body: string) => void}}
 */
export function holdBack(res) {
  const { end, write } = res;
  const chunks = [];
  const keep = (chunk) => chunk && typeof chunk !== "function" && chunks.push(Buffer.from(chunk));
  const ended = new Promise((resolve) => {
    res.write = (chunk) => {
      keep(chunk);
      return true;
    };
    res.end = (chunk) => {
      keep(chunk);
      resolve();
      return res;
    };
  });

  return {
    ended,
    body: () => Buffer.concat(chunks).toString("utf8"),
    release(body) {
      if (body.length > 0) {
        res.setHeader("content-length", Buffer.byteLength(body));
      }
      end.call(res, body);
    },
    cut(body) {
      res.setHeader("content-length", Buffer.byteLength(body));
      write.call(res, body.slice(0, body.length / 2), () => res.destroy());
    },
  };
}

/**
 * Sets status and headers, to be sent with the body.
 * @param {import("node:http").ServerResponse} res
 * @param {number} status
 * @param {Record<string, string>} headers
 */
export function setHead(res, status, headers) {
  res.statusCode = status;
  Object.entries(headers).forEach(([name, value]) => res.setHeader(name, value));
}

/**
 * Answers with a page.
 * @param {import("node:http").ServerResponse} res
 * @param {string} html
 * @param {number} [status]
 */
export function sendPage(res, html, status = 200) {
  setHead(res, status, {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "content-type": "text/html; charset=utf-8",
  });
  res.end(html);
}

/**
 * Answers with JSON.
 * @param {import("node:http").ServerResponse} res
 * @param {number} status
 * @param {object} value
 * @param {Record<string, string>} [headers]
 */
export function sendJson(res, status, value, headers = {}) {
  setHead(res, status, { "cache-control": "no-store", "content-type": "application/json", ...headers });
  res.end(JSON.stringify(value));
}

/**
 * Sends the browser elsewhere.
 * @param {import("node:http").ServerResponse} res
 * @param {string} location
 */
export function redirect(res, location) {
  setHead(res, 303, { "cache-control": "no-store", location });
  res.end();
}
