/**
 * What the NHS API platform says of a request it refuses: its own words, from the tests and the
 * code that NHSDigital/identity-service-api publishes.
 */

/** A refusal, as its answer will have it. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} error
   * @param {string} description
   */
  constructor(status, error, description) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

/**
 * @param {string} description
 * @param {number} [status]
 */
export function invalidRequest(description, status = 400) {
  return new Refusal(status, "invalid_request", description);
}

/** @param {string} description */
export function invalidGrant(description) {
  return new Refusal(401, "invalid_grant", description);
}

/**
 * @param {string} description
 * @param {number} status
 */
export function publicKeyError(description, status) {
  return new Refusal(status, "public_key error", description);
}

/** Throws `refusal` unless `isRight`. */
export function demand(isRight, refusal) {
  if (!isRight) {
    throw refusal;
  }
}
