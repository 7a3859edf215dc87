// SPDX-License-Identifier: MIT
// The providers and protected resources of tests/simulator, and their control interface.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstLine, start, stop } from './processes.mjs'

const launcher = fileURLToPath(new URL('../../simulator/run', import.meta.url))

export class Simulator {
  static async start(dir, args = []) {
    const simulator = new Simulator()
    simulator.child = start(launcher, ['all', '--json', '--until-stdin-closes', '--dir', join(dir, 'simulator'), ...args],
      { stdin: 'pipe', stdout: 'pipe', log: join(dir, 'log', 'simulator.log') })
    Object.assign(simulator, JSON.parse(await firstLine(simulator.child, 'the simulator')))
    return simulator
  }

  /** One call of the control interface of `process` ("cis2", "gateway", "platform" or "resources"). */
  async control(process, method, path, body) {
    const answer = await fetch(`${this[process].control}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.control_key}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${process} ${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  fault(process, fault) { return this.control(process, 'POST', '/faults', fault) }

  set(process, settings) { return this.control(process, 'POST', '/settings', settings) }

  /** Everything as at the start, but for the keys. */
  async reset() {
    for (const process of ['cis2', 'gateway', 'platform', 'resources']) await this.control(process, 'POST', '/reset', {})
  }

  /** What `process` received at `endpoint`, oldest first. */
  async received(process, endpoint) {
    return (await this.control(process, 'GET', '/record')).filter((entry) => !endpoint || entry.endpoint === endpoint)
  }

  persona(name) {
    const persona = this.personas.find((each) => each.name === name)
    if (!persona) throw new Error(`no persona "${name}": ${this.personas.map((each) => each.name).join(', ')}`)
    return persona
  }

  stop() { return stop(this.child) }
}
