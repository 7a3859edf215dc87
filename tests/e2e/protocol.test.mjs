// SPDX-License-Identifier: MIT
// The transcripts of docs/protocol.md, replayed against a running agent: what the page shows is what it does.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Scene, exitCode, root } from './stage/scene.mjs'
import { checkAnswer, connect, transcripts } from './conformance/transcript.mjs'

const scene = await Scene.open()
after(() => scene.close())

const text = readFileSync(join(root, 'docs/protocol.md'), 'utf8')
const page = transcripts(text)
const replayed = new Set()
const node = realpathSync(process.execPath)
const { meds } = scene.simulator.resources
const doctor = scene.simulator.persona('doctor')
let context

/** The next morning, with this very program as the page's `ward`, and an audience by the page's name. */
function morning() {
  const sha256 = createHash('sha256').update(readFileSync(node)).digest('hex')
  const ward = {
    name: 'ward', match: { path: node, sha256 }, accept_script_host: true,
    operations: ['sign_in', 'sign_out', 'token', 'identity', 'events', 'role', 'elevation', 'emergency'],
    audiences: { meds: ['*'] }, identity: ['person', 'role'],
  }
  const audience = { Method: 'resource', Resource: meds.audience, Scope: meds.scopes.join(' ') }
  const [, commandLine] = scene.usualApps()
  return scene.fresh({
    apps: [{ ...commandLine, audiences: { meds: ['*'] } }, ward], environment: { Audiences: { meds: audience } },
    policy: { EmergencyAccess: true, EmergencyReasonCodes: ['cardiac_arrest=Cardiac arrest'] },
  })
}

/** The page's `Zb3...` is the context in force. */
function filled(params) {
  return params?.context_id?.endsWith('...') ? { ...params, context_id: context } : params
}

/** Replays a section: each request, and behind it as many answers as the page shows. `meanwhile` plays the person. */
async function replay(section, meanwhile = {}) {
  replayed.add(section)
  const agent = await connect(join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock'))
  try {
    for (const { request, answers } of page.get(section)) {
      const { before, during } = meanwhile[request.method] ?? {}
      await before?.(agent)
      agent.send({ ...request, params: filled(request.params) })
      const played = during?.()
      for (const shown of answers) {
        const answer = await agent.next()
        checkAnswer(shown, answer, `${section}: ${request.method}`)
        context = answer.result?.context_id ?? context
      }
      ;(await played)?.close?.()
    }
  } finally {
    agent.close()
  }
}

const signIn = (name, role) => () => scene.signInAs(name, { role })

test('while nobody is signed in, and a sign-in and a sign-out', async () => {
  await morning()
  await replay('session.get, session.sign_in, session.sign_out', { 'session.sign_in': { during: signIn('doctor', doctor.roles[0].id) } })
  await morning()
  await replay('Refused while nobody is signed in')
  await morning()
  await replay('request.cancel', { 'request.cancel': { before: (agent) => agent.send({ jsonrpc: '2.0', id: 3, method: 'session.sign_in' }) } })
})

test('while a doctor is signed in', async () => {
  await morning()
  assert.equal((await scene.signIn('doctor', { role: doctor.roles[0].id })).code, exitCode.done)
  context = (await scene.status()).json.context_id
  for (const section of ['agent.hello', 'token.get', 'identity.get', 'diagnostics.get', 'Refused while somebody is signed in'])
    await replay(section)
  await replay('role.list, role.select', { 'role.select': { during: signIn('doctor', doctor.roles[1].id) } })
  await replay('events.subscribe', { 'events.subscribe': { during: () => scene.cli('sign-out') } })
})

test('a step-up', async () => {
  await morning()
  assert.equal((await scene.signIn('two-ways')).code, exitCode.done)
  await replay('elevation.request, elevation.end', { 'elevation.request': { during: signIn('two-ways') } })
  await replay('agent.show')
})

test('an emergency', async () => {
  await morning()
  assert.equal((await scene.signIn('nurse')).code, exitCode.done)
  await replay('emergency.request, emergency.end')
})

test('every method and every refusal of the page has its transcript, but for those it says have none', () => {
  const steps = [...page.values()].flat()
  const asked = new Set(steps.map(({ request }) => request.method))
  const methods = [...text.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map(([, name]) => name)
  assert.ok(methods.length > 10)
  assert.deepEqual(methods.filter((name) => !asked.has(name)), [])
  const refused = new Set(steps.flatMap(({ answers }) => answers).map(({ error }) => error?.data.code))
  const codes = [...text.matchAll(/^\| -32.* \| `([a-z_]+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(codes.filter((code) => !refused.has(code)), ['paused', 'offline', 'unavailable'])
})

test('no transcript of the page is left out', () => {
  assert.deepEqual([...page.keys()].filter((section) => !replayed.has(section)), [])
})
