// SPDX-License-Identifier: MIT
// Who is signed in, by what the person at the desk did, and whether an answer fits that.

/** Answers that a program may get while the provider, the desktop and the person do as they like. */
const expected = new Set(['signed_out', 'interaction_required', 'paused', 'offline', 'busy', 'timed_out', 'unavailable', 'cancelled',
  'context_changed'])

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())

export class Ledger {
  #subjects = new Map() // Whose context it is.
  #over = new Map() // When a context was said to be over.

  requests = 0
  served = 0
  stale = 0
  crossContext = 0
  unanswered = 0
  errors = {}
  oddities = []

  /** Somebody has signed in, and this is their context from now on. */
  began(contextId, subject) { this.#subjects.set(contextId, subject) }

  /** The agent has said that they are signed out. */
  ended(contextId) { if (contextId) this.#over.set(contextId, Date.now()) }

  /** An answer to token.get: asked at `sentAt` for `audience`, perhaps under a context. */
  take(answer, { sentAt, audience, contextId }) {
    this.requests += 1
    if (answer === null) {
      this.unanswered += 1
    } else if (answer.error) {
      const { code, cause } = answer.error.data
      this.errors[code] = (this.errors[code] ?? 0) + 1
      if (!expected.has(code)) this.#note(`${code} (${cause})`)
    } else {
      this.served += 1
      this.#judge(answer.result, { sentAt, audience, contextId })
    }
  }

  #judge(result, { sentAt, audience, contextId }) {
    const claims = claimsOf(result.access_token)
    const now = Date.now()
    const overSince = this.#over.get(result.context_id)
    if (Date.parse(result.expires_at) <= now || claims.exp * 1000 <= now) this.#count('stale', `expired at ${result.expires_at}`)
    if (overSince !== undefined && overSince < sentAt) this.#count('stale', 'of a session that was over before it was asked for')
    if (contextId && contextId !== result.context_id) this.#count('crossContext', 'another context than the one quoted')
    const subject = this.#subjects.get(result.context_id)
    if (subject !== undefined && subject !== claims.sub) this.#count('crossContext', 'another person than the context is of')
    if (![claims.aud].flat().includes(audience)) this.#count('crossContext', `for ${claims.aud}, not ${audience}`)
  }

  #count(what, why) {
    this[what] += 1
    this.#note(`${what}: ${why}`)
  }

  #note(what) { if (this.oddities.length < 20) this.oddities.push(what) }

  /** Whether all is as it should be. */
  get isSound() { return this.stale === 0 && this.crossContext === 0 && this.unanswered === 0 && this.oddities.length === 0 && this.served > 0 }
}
