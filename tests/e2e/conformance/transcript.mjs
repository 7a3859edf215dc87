// SPDX-License-Identifier: MIT
// The transcripts of a page, `    -> request` and `    <- answer`, and a connection that says just that.

import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { withDeadline } from '../stage/processes.mjs'

/** By the heading of level 3 above them: `[{request, answers}]`. */
export function transcripts(text) {
  const sections = new Map()
  let heading = ''
  let last = null
  const lines = []
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) heading = line.startsWith('### ') ? line.slice(4) : ''
    const begun = /^ {4}(->|<-) (.*)/.exec(line)
    if (begun && heading) lines.push(last = { heading, sent: begun[1] === '->', text: begun[2] })
    else if (last && line.startsWith('        ')) last.text += line.trim()
    else last = null
  }
  for (const { heading: section, sent, text: json } of lines) {
    if (!sections.has(section)) sections.set(section, [])
    const steps = sections.get(section)
    if (sent) steps.push({ request: JSON.parse(json), answers: [] })
    else steps.at(-1).answers.push(JSON.parse(json))
  }
  return sections
}

/** A connection to the agent: `send(object)`, `next()`, `close()`. */
export async function connect(path) {
  const socket = createConnection(path)
  await new Promise((done, failed) => { socket.once('connect', done); socket.once('error', failed) })
  socket.setEncoding('utf8')
  const lines = socket[Symbol.asyncIterator]()
  let text = ''
  async function line() {
    while (!text.includes('\n')) {
      const { value, done } = await lines.next()
      if (done) throw new Error('the agent closed the connection')
      text += value
    }
    const end = text.indexOf('\n')
    const first = text.slice(0, end)
    text = text.slice(end + 1)
    return first
  }
  return {
    send: (object) => socket.write(`${JSON.stringify(object)}\n`),
    next: async () => JSON.parse(await withDeadline(line(), 30_000, 'an answer')),
    close: () => socket.destroy(),
  }
}

/** What two texts have in common that are each of their own moment: where digits and letters are. */
const pattern = (text) => text.replace(/[0-9]/g, '0').replace(/^LY-[0-9A-Z]{4}-[0-9A-Z]{4}$/, 'LY')

function checkText(shown, got, at) {
  assert.equal(typeof got, 'string', at)
  if (shown.endsWith('...')) return
  if (/^\d{4}-\d\d-\d\dT|^LY-|^\d+\.\d+\.\d+$/.test(shown)) assert.equal(pattern(got), pattern(shown), at)
  else assert.equal(got, shown, at)
}

/** Whether `got` is what the page shows: the same names and values, but for what is of its moment. */
export function checkAnswer(shown, got, at) {
  if (typeof shown === 'string') checkText(shown, got, at)
  else if (Array.isArray(shown)) checkList(shown, got, at)
  else if (shown && typeof shown === 'object') {
    assert.deepEqual(Object.keys(got ?? {}).sort(), Object.keys(shown).sort(), `${at}: ${JSON.stringify(got)}`)
    for (const [name, value] of Object.entries(shown)) checkAnswer(value, got[name], `${at}/${name}`)
  } else if (at.endsWith('/retry_after_ms')) assert.ok(Number.isInteger(got) && got > 0, at)
  else assert.equal(got, shown, at)
}

/** Which conditions there are depends on the computer: each has the members of the one that is shown. */
function checkList(shown, got, at) {
  assert.ok(Array.isArray(got), at)
  if (at.endsWith('/health')) {
    for (const condition of got) assert.deepEqual(Object.keys(condition).sort(), Object.keys(shown[0]).sort(), at)
    return
  }
  assert.equal(got.length, shown.length, `${at}: ${JSON.stringify(got)}`)
  shown.forEach((value, i) => checkAnswer(value, got[i], `${at}/${i}`))
}
