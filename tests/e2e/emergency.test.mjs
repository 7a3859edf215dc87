// SPDX-License-Identifier: MIT
// A program begins emergency access for a nurse, also while the provider is away, and ends it; all of it is on record.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { Pipe } from './soak/pipe.mjs'
import { until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

const node = realpathSync(process.execPath)
const sha256 = createHash('sha256').update(readFileSync(node)).digest('hex')
const { meds } = scene.simulator.resources
let pipe

beforeEach(async () => {
  pipe?.close()
  const program = {
    name: 'ward', match: { path: node, sha256 }, accept_script_host: true,
    operations: ['token', 'identity', 'events', 'emergency'],
    audiences: { [meds.audience]: meds.scopes }, identity: ['permissions', 'emergency'],
  }
  await scene.fresh({
    apps: [...scene.usualApps(), program],
    policy: { EmergencyAccess: true, EmergencyReasonCodes: ['cardiac_arrest=Cardiac arrest'] },
  })
  assert.equal((await scene.signIn('nurse')).code, exitCode.done)
  pipe = await Pipe.open(join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock'))
})
after(() => pipe?.close())

const words = 'Arrest on bay 4, no prescriber here'
const request = (params = {}) => pipe.ask('emergency.request',
  { permission: 'prescribe', reason_code: 'cardiac_arrest', reason: words, ...params })
const identity = async (params) => (await pipe.ask('identity.get', params)).result
const token = async (params = {}) => pipe.ask('token.get', { audience: meds.audience, ...params })

test('a nurse prescribes in an emergency, marked as that, until it is ended', async () => {
  const before = await identity()
  assert.equal(before.emergency, null)

  const { result } = await request()
  const during = await identity()
  assert.deepEqual(during.emergency, result.emergency)
  assert.equal(during.emergency.permission, 'prescribe')
  assert.equal(during.emergency.reason_code, 'cardiac_arrest')
  assert.equal(during.expires_at, during.emergency.ends_at)
  assert.equal(new Date(during.emergency.ends_at) - new Date(during.emergency.started_at), 30 * 60_000)
  assert.deepEqual(during.permissions, before.permissions)
  assert.notEqual(during.context_id, before.context_id)
  assert.equal((await token({ context_id: before.context_id })).error.data.code, 'context_changed')
  assert.equal((await token()).result.context_id, during.context_id)
  assert.equal((await request()).error.data.cause, 'emergency.active')

  assert.deepEqual((await pipe.ask('emergency.end')).result, {})
  const later = await identity()
  assert.equal(later.emergency, null)
  assert.notEqual(later.context_id, during.context_id)
  assert.notEqual(later.context_id, before.context_id)

  await until('all is on record', () => scene.audited('emergency_ended').length === 1)
  const [started] = scene.audited('emergency_started')
  assert.equal(started.app, 'ward')
  assert.equal(started.note, words)
  assert.equal(started.facts.reference, during.emergency.reference)
  assert.equal(scene.audited('emergency_ended')[0].facts.reference, during.emergency.reference)
  assert.equal(scene.audited('emergency_refused').length, 1)
  assert.equal((await scene.admin('audit', 'verify')).code, exitCode.done)
})

test('works while the provider is away, and leaves the programs the tokens they had', async () => {
  const before = (await token()).result
  await scene.simulator.fault('gateway', { endpoint: 'token', kind: 'status', status: 500, times: -1 })

  const { result } = await request()

  assert.equal((await identity()).emergency.permission, 'prescribe')
  const during = (await token()).result
  assert.equal(during.access_token, before.access_token)
  assert.equal(during.context_id, result.context_id)
})

test('refuses what is not for emergencies, or has no reason', async () => {
  assert.equal((await request({ permission: 'sign_controlled_drugs' })).error.data.code, 'insufficient_permission')
  assert.equal((await request({ permission: 'read_records' })).error.data.cause, 'emergency.not_needed')
  assert.equal((await request({ reason: 'because' })).error.data.cause, 'emergency.reason')
  assert.equal((await request({ reason_code: 'hurry' })).error.data.cause, 'emergency.reason_code')
  assert.equal((await identity()).emergency, null)
})

test('ends with the session', async () => {
  await request()
  assert.equal((await scene.cli('sign-out')).code, exitCode.done)
  await until('on record', () => scene.audited('emergency_ended').at(-1).facts.why === 'session')
  assert.equal((await pipe.ask('identity.get')).error.data.code, 'signed_out')
})
