/** The clock of this process, which a test may put wrong. */
const realNow = Date.now.bind(Date);
let offsetMs = 0;

// oidc-provider reads the time through Date.now() only.
Date.now = () => realNow() + offsetMs;

/**
 * Shifts everything this process says about time.
 * @param {number} seconds
 */
export function setOffset(seconds) {
  offsetMs = Math.round(seconds * 1000);
}

/** The shift in force, in seconds. */
export function offsetSeconds() {
  return offsetMs / 1000;
}

/** The shifted time in whole seconds since 1970. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

/** The shifted time as the Date header has it. */
export function dateHeader() {
  return new Date(Date.now()).toUTCString();
}

/** The true time, for records and logs. */
export function trueTime() {
  return new Date(realNow());
}
