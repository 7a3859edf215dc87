// SPDX-License-Identifier: MIT
// A scene whose agent can be stopped at any point that the code names (core/base/kill_point.h).

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { run, start, until } from '../stage/processes.mjs'
import { exitCode } from '../stage/scene.mjs'
import { ScriptedScene } from '../stage/scripted_scene.mjs'

export class KillScene extends ScriptedScene {
  static async open(options) {
    const scene = await super.open(options)
    const { exchange, meds } = scene.simulator.resources
    const app = scene.usualApps().find(({ name }) => name === 'command-line')
    scene.configure({
      apps: [{ ...app, audiences: Object.fromEntries([exchange, meds].map(({ audience, scopes }) => [audience, scopes])) }],
      policy: { IdleLimitMinutes: 720 },
      environment: {
        Audiences: {
          [exchange.audience]: { Method: 'exchange', Scope: exchange.scopes.join(' ') },
          [meds.audience]: { Method: 'resource', Scope: meds.scopes.join(' ') },
        },
      },
    })
    // So short that none in hand may be exchanged: each token costs a refresh too.
    await scene.simulator.set('gateway', { access_token_s: 25 })
    return scene
  }

  killAgent() { return this.agent ? super.killAgent() : undefined }

  /** All points there are, by the code's own list. */
  async points() {
    const { code, stdout } = await run(this.program('lanyard-kill-points'), [])
    if (code !== 0) throw new Error(`${this.bin} was built without LANYARD_KILL_POINTS`)
    return stdout.trim().split('\n')
  }

  /** Starts an agent that notes the points it passes and is stopped at the visit `at` ("name:n"), if one is named. */
  async startMarked(at = '') {
    rmSync(this.passedFile, { force: true })
    rmSync(this.socket, { force: true })
    this.agentEnv = { ...this.env, LANYARD_KILL_AT: at, LANYARD_KILL_LOG: this.passedFile }
    this.agent = start(this.program('lanyard-agent'), this.policyArgs(), { env: this.agentEnv, log: this.log('agent.log') })
    // Asking it would pass points of its own.
    await until('the agent to serve', () => this.hasEnded() || existsSync(this.socket), { everyMs: 5 })
  }

  get socket() { return join(this.env.XDG_RUNTIME_DIR, `lanyard-${this.env.XDG_SESSION_ID}`, 'agent.sock') }

  get passedFile() { return join(this.dir, 'passed') }

  /** The visits so far, oldest first: "name:n". */
  passed() { return existsSync(this.passedFile) ? readFileSync(this.passedFile, 'utf8').split('\n').filter(Boolean) : [] }

  hasEnded() { return this.agent.exitCode !== null || this.agent.signalCode !== null }

  /** Waits until the stored session goes on, or the agent has been stopped on the way there. */
  async settles() {
    await until('the session to go on', () => this.hasEnded() || this.passed().includes('grant_recorded:1'), { everyMs: 5 })
      .catch((error) => { throw new Error(`${error.message}; passed: ${this.passed().join(' ')}\n${readFileSync(this.log('agent.log'), 'utf8').slice(-2000)}`) })
  }

  /** Waits until it knows what is stored: before that it says that nobody is signed in. */
  looks() { return until('a look into the store', () => this.passed().includes('stored_found:1'), { everyMs: 5 }) }

  /** Which slot is in force: "a", "b" or "none". */
  async inForce() {
    const { stdout } = await run(this.program('lanyard-slots'), [this.simulator.gateway.issuer, 'lanyard'], { env: this.env })
    return stdout.trim()
  }

  /** A token by refresh, then one by exchange, which is the answer; or the first's refusal. */
  async ask() {
    const { exchange, meds } = this.simulator.resources
    const token = (audience) => this.cli('token', '--audience', audience, '--timeout', '15')
    const first = await token(meds.audience)
    return first.code === exitCode.done ? token(exchange.audience) : first
  }

  /** Whether the resource takes that token. */
  honours(token) {
    return new Promise((resolve, reject) => {
      get(this.simulator.resources.exchange.http_url, { headers: { authorization: `Bearer ${token}` } },
        (answer) => { answer.resume(); resolve(answer.statusCode === 200) }).on('error', reject)
    })
  }
}
