// SPDX-License-Identifier: MIT
// The login session as logind would tell of it, on a system bus of the test's own.

import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { firstLine, start, withDeadline } from './processes.mjs'

export class Login {
  #service
  #answers

  /** Starts a bus and who speaks on it; `env` names the bus to whoever is started with it. */
  static async open({ dir, env, program }) {
    const log = join(dir, 'log', 'login.log')
    const address = `--address=unix:path=${join(dir, 'runtime', 'system_bus')}`
    const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address=1', address], { env, log, stdout: 'pipe' })
    const login = new this()
    login.env = { DBUS_SYSTEM_BUS_ADDRESS: await firstLine(bus, 'the system bus') }
    login.#service = start(program, [], { env: { ...env, ...login.env }, log, stdin: 'pipe', stdout: 'pipe' })
    login.#answers = createInterface({ input: login.#service.stdout })[Symbol.asyncIterator]()
    await login.#answer('the login service', 'ready')
    return login
  }

  lock() { return this.#say('locked yes') }

  unlock() { return this.#say('locked no') }

  /** Another person has the screen. */
  leave() { return this.#say('active no') }

  comeBack() { return this.#say('active yes') }

  sleep() { return this.#say('sleep yes') }

  wake() { return this.#say('sleep no') }

  async #say(line) {
    this.#service.stdin.write(`${line}\n`)
    await this.#answer(line, 'said')
  }

  async #answer(what, expected) {
    const { value } = await withDeadline(this.#answers.next(), 10_000, what)
    if (value !== expected) throw new Error(`${what}: ${value}`)
  }
}
