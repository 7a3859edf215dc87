// SPDX-License-Identifier: MIT
// A program at the agent's socket: one JSON object a line (docs/protocol.md).

import { connect } from 'node:net'

export class Pipe {
  #socket
  #next = 1
  #waiting = new Map()
  #rest = ''

  static open(path) {
    return new Promise((resolve, reject) => {
      const pipe = new Pipe()
      pipe.#socket = connect(path, () => resolve(pipe))
      pipe.#socket.setEncoding('utf8')
      pipe.#socket.once('error', reject)
      pipe.#socket.on('data', (text) => pipe.#take(text))
      pipe.#socket.on('close', () => pipe.#end())
    })
  }

  /** `{result}` or `{error}`; null where none came within `timeoutMs`, or the connection ended. */
  ask(method, params = {}, timeoutMs = 30_000) {
    const id = this.#next++
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer(id, null), timeoutMs)
      this.#waiting.set(id, { resolve, timer })
      this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  }

  close() { this.#socket.destroy() }

  #take(text) {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()
    for (const line of lines) {
      const message = JSON.parse(line)
      if (message.id !== undefined) this.#answer(message.id, message)
    }
  }

  #answer(id, message) {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    clearTimeout(waiting.timer)
    waiting.resolve(message)
  }

  #end() { for (const id of [...this.#waiting.keys()]) this.#answer(id, null) }
}
