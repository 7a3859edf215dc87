// SPDX-License-Identifier: MIT
// What befalls a desktop: the person comes and goes, the screen locks, the provider ails.

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

/** With at most one role, so that nobody has to choose. */
const persons = ['nurse', 'locum', 'student', 'no-role', 'wrong-person']

const often = ['ail', 'ail', 'ail', 'lock', 'lock', 'sleep', 'signOut']

const keysRest = 310_000 // The agent asks for unknown keys once in five minutes (core/session/key_cache.h).

/** What the provider's faults may cost a person. */
const patience = 40_000

const refresh = { endpoint: 'token', grant_type: 'refresh_token' }
const faults = [
  { ...refresh, kind: 'status', status: 500 }, { ...refresh, kind: 'status', status: 503, retry_after_s: 1 },
  { ...refresh, kind: 'status', status: 429, retry_after_s: 1 }, { ...refresh, kind: 'drop_before' },
  { ...refresh, kind: 'captive' }, { ...refresh, kind: 'garbage' }, { ...refresh, kind: 'delay', delay_ms: 1500 },
  { ...refresh, kind: 'delay', delay_ms: 400 }, { endpoint: 'token', kind: 'delay', delay_ms: 700 },
]

export class Troubles {
  count = {}

  constructor({ scene, pipe, login, ledger, chance }) { Object.assign(this, { scene, pipe, login, ledger, chance }) }

  /** Somebody is signed in, whatever it takes: another than before where `isAnother`. */
  async signIn({ isAnother = false } = {}) {
    const why = []
    const end = Date.now() + patience
    for (let attempt = 0; Date.now() < end; attempt += 1) {
      const state = (await this.pipe.ask('session.get'))?.result
      if (state?.state === 'signed_in') return this.#note(state)
      if (isAnother || attempt > 0 || !this.person) this.person = this.chance.one(persons)
      this.scene.willSignInAs(this.person)
      const answer = await this.pipe.ask('session.sign_in', { timeout_ms: 30_000 }, 35_000)
      if (answer?.result) return this.#note(answer.result)
      why.push(answer === null ? 'no answer' : answer.error.data.cause)
      this.#count(`no sign-in: ${why.at(-1)}`)
      await pause(1_000)
    }
    throw new Error(`nobody can sign in any more: ${why.join(', ')}`)
  }

  #note(state) {
    this.contextId = state.context_id
    this.ledger.began(state.context_id, this.scene.simulator.persona(this.person).gateway_sub)
  }

  async signOut() {
    const before = this.contextId
    const answer = await this.pipe.ask('session.sign_out')
    if (answer?.result) this.ledger.ended(before)
    await pause(this.chance.below(300))
    await this.signIn({ isAnother: true })
  }

  async lock() {
    await this.login.lock()
    await pause(this.chance.between(100, 1_000))
    await this.login.unlock()
  }

  async sleep() {
    await this.login.sleep()
    await pause(this.chance.between(50, 300))
    await this.login.wake()
  }

  ail() { return this.scene.simulator.fault('gateway', { ...this.chance.one(faults), times: this.chance.between(1, 2) }) }

  /** The provider rotates, and nobody hears of it: the session ends, and says so. */
  loseAnswer() { return this.scene.simulator.fault('gateway', { ...refresh, kind: 'drop_after' }) }

  /** A provider that did so more often would be ahead of the agent for minutes. */
  async changeKeys() {
    if (Date.now() - (this.changedAt ?? 0) < keysRest) return
    this.changedAt = Date.now()
    if (this.chance.happens(0.5)) await this.scene.simulator.fault('gateway', { endpoint: 'jwks', kind: 'status', status: 503 })
    await this.scene.simulator.control('gateway', 'POST', '/keys/rollover', { keep_old: this.chance.happens(0.5) })
  }

  revoke() { return this.scene.simulator.control('gateway', 'POST', '/revoke', {}) }

  /** One after another until `isOver`. */
  async keepComing(isOver) {
    const kinds = [...often, ...often, 'changeKeys', 'loseAnswer', 'revoke']
    while (!isOver()) {
      const kind = this.chance.one(kinds)
      this.#count(kind)
      await this[kind]()
      await pause(this.chance.between(200, 2_500))
      if (this.chance.happens(0.9)) await this.signIn()
    }
  }

  /** Everything is well again. */
  async end() {
    await this.scene.simulator.control('gateway', 'DELETE', '/faults')
    await this.login.unlock()
    await this.signIn()
  }

  #count(what) { this.count[what] = (this.count[what] ?? 0) + 1 }
}
