// SPDX-License-Identifier: MIT
// How much memory and how many handles a process has over time.

import { readFileSync, readdirSync } from 'node:fs'

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

export class Figures {
  #samples = []
  #timer

  constructor(pid) { this.pid = pid }

  begin(everyMs) { this.#timer = setInterval(() => this.#look(), everyMs) }

  end() { clearInterval(this.#timer) }

  #look() {
    let status, handles
    try {
      status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
      handles = readdirSync(`/proc/${this.pid}/fd`).length
    } catch { return this.end() } // It has gone: others notice that.
    this.#samples.push({
      rss: Number(/VmRSS:\s+(\d+)/.exec(status)[1]),
      threads: Number(/Threads:\s+(\d+)/.exec(status)[1]),
      handles,
    })
  }

  /** The median of the first and of the last third, once the first tenth, in which all is new, is left out. */
  of(what) {
    const settled = this.#samples.slice(Math.floor(this.#samples.length / 10)).map((sample) => sample[what])
    const third = Math.max(1, Math.floor(settled.length / 3))
    return { first: median(settled.slice(0, third)), last: median(settled.slice(-third)), most: Math.max(...settled) }
  }
}
