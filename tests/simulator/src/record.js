/** What a process received, for tests to look at; and its log, one line a request. */
import { trueTime } from "./clock.js";

const limit = 5000;

/** The requests of a process, newest last. */
export class Record {
  /** @type {object[]} */
  entries = [];

  /** @param {string} process name in the log */
  constructor(process) {
    this.process = process;
  }

  /**
   * Adds a finished request and logs it.
   * @param {object} entry already redacted
   */
  add(entry) {
    this.entries.push({ at: trueTime().toISOString(), ...entry });
    if (this.entries.length > limit) {
      this.entries.shift();
    }
    const notes = [entry.error, entry.fault].filter(Boolean).join(" ");
    log(this.process, `${entry.method} ${entry.endpoint} ${entry.status} ${notes}`.trim());
  }

  /** Forgets everything. */
  clear() {
    this.entries = [];
  }
}

/**
 * One line on stderr.
 * @param {string} process
 * @param {string} line
 */
export function log(process, line) {
  globalThis.process.stderr.write(`simulator ${process}: ${line}\n`);
}
