/** Ports below the ephemeral range, so that no outgoing connection can sit on one. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const first = 20000;
const end = 28000;

/**
 * The wanted port, or a free one.
 * @param {number | undefined} wanted
 * @param {Set<number>} taken added to
 */
export async function choosePort(wanted, taken) {
  if (wanted !== undefined) {
    taken.add(wanted);
    return wanted;
  }
  for (;;) {
    const port = randomInt(first, end);
    if (!taken.has(port) && await isFree(port)) {
      taken.add(port);
      return port;
    }
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
