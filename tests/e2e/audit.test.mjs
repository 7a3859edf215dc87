// SPDX-License-Identifier: MIT
// Whoever changes the audit trail is found out by `lanyard-admin audit verify`.

import assert from 'node:assert/strict'
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { run, until } from './stage/processes.mjs'
import { Scene } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

await scene.fresh()
await scene.signIn()
await scene.token()
await scene.stopAgent()
await scene.startAgent()
await scene.reaches('signed_in')
await scene.cli('sign-out')
await until('the revocation on record', () => scene.audited('token_revoked').length > 0)
await scene.signIn('doctor')
await scene.cli('sign-out')
await until('the second revocation on record', () => scene.audited('token_revoked').length > 1)
await scene.stopAgent()

const folder = join(scene.dir, 'audit')
const original = join(scene.dir, 'audit-original')
cpSync(folder, original, { recursive: true })
const journals = join(folder, String(process.getuid()))
const names = readdirSync(journals).filter((name) => name.endsWith('.jsonl')).sort()
const first = join(journals, names[0])
const read = (file) => readFileSync(file, 'utf8').trimEnd().split('\n')
const write = (file, lines) => writeFileSync(file, lines.map((line) => `${line}\n`).join(''))

beforeEach(() => {
  rmSync(folder, { recursive: true })
  cpSync(original, folder, { recursive: true })
})

/** The names of the problems that verify reports; none means sound. */
async function problems() {
  const { code, stdout, json } = await scene.admin('audit', 'verify')
  const found = (json?.files ?? []).flatMap(({ findings }) => findings.map(({ problem }) => problem))
  assert.equal(code === 0, found.length === 0, stdout)
  return found
}

test('as it was written, it is sound, and holds every stage in order', async () => {
  assert.deepEqual(await problems(), [])
  const stages = scene.audited().map(({ event }) => event)
  const order = ['agent_started', 'sign_in_requested', 'browser_opened', 'redirect_received', 'code_exchanged', 'signed_in',
    'refreshed', 'token_issued', 'agent_stopped', 'session_resumed', 'signed_out', 'token_revoked']
  let at = -1
  for (const stage of order) {
    const next = stages.indexOf(stage, at + 1)
    assert.ok(next > at, `${stage} is missing or out of order in ${stages.join(' ')}`)
    at = next
  }
})

test('a sign-in and a sign-out are recorded once, with the program that asked', () => {
  assert.deepEqual(scene.audited('sign_in_requested').map(({ app }) => app), ['command-line', 'command-line'])
  assert.deepEqual(scene.audited('signed_out').map(({ app }) => app), ['command-line', 'command-line'])
})

test('no file holds two persons\' sessions, and all of them together are sound', async () => {
  const sessions = names.map((name) => new Set(read(join(journals, name)).map(JSON.parse).map(({ session }) => session).filter(Boolean)))
  assert.equal(new Set(sessions.flatMap((each) => [...each])).size, 2)
  assert.ok(sessions.every(({ size }) => size <= 1), names.join(' '))
  assert.equal(names.length, 4) // Two starts of the agent, two sign-ins.
  assert.deepEqual(await problems(), [])
})

test('a wrong question to lanyard-admin is answered in JSON too', async () => {
  for (const program of ['lanyard-admin', 'lanyard']) {
    const { code, stdout, stderr } = await run(scene.program(program), ['audit', 'edit', '--json'], { env: scene.env })
    assert.deepEqual([code, JSON.parse(stdout).error.code, stderr], [2, 'cli.usage', ''])
  }
})

for (const [what, tamper, expected] of [
  ['a word changed', (lines) => lines.map((line, i) => (i === 3 ? line.replace('sign_in_requested', 'sign_in_cancelled') : line)), 'changed_line'],
  ['a line removed', (lines) => lines.toSpliced(4, 1), 'missing_lines'],
  ['two lines exchanged', (lines) => lines.with(4, lines[5]).with(5, lines[4]), 'reordered_line'],
  ['a line added', (lines) => lines.toSpliced(4, 0, '{"event":"signed_in"}'), 'foreign_line'],
  ['the end cut off', (lines) => lines.slice(0, -2), 'truncated_file'],
]) {
  test(`${what}: found`, async () => {
    const before = read(first)
    const changed = tamper(before)
    assert.notDeepEqual(changed, before)
    write(first, changed)
    const found = await problems()
    assert.ok(found.includes(expected), `${expected} not in ${found}`)
  })
}

test('a file removed: found', async () => {
  rmSync(first)
  assert.ok((await problems()).includes('missing_file'))
})

test('a file replaced by another sound one: found', async () => {
  const elsewhere = join(scene.dir, 'audit-elsewhere')
  scene.configure({ policy: { AuditDirectory: elsewhere } })
  await scene.startAgent()
  await scene.stopAgent()
  scene.configure()
  const theirs = join(elsewhere, String(process.getuid()))
  const [name] = readdirSync(theirs).filter((each) => each.endsWith('.jsonl'))
  write(first, read(join(theirs, name)))
  const found = await problems()
  assert.ok(found.some((problem) => ['replaced_file', 'changed_line'].includes(problem)), `${found}`)
})
