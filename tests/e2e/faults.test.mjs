// SPDX-License-Identifier: MIT
// The network and the provider misbehave while somebody is signed in: no session is lost that need
// not be, and every failure has a name.

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())
beforeEach(() => scene.fresh())

const { simulator } = scene
const refresh = { endpoint: 'token', grant_type: 'refresh_token' }
const refreshes = async () => (await simulator.received('gateway', 'token'))
  .filter(({ params }) => params.grant_type === 'refresh_token')
const state = async () => (await scene.status()).json
const ask = (...args) => scene.cli('token', '--audience', simulator.resources.meds.audience, ...args)

for (const [what, fault, code] of [
  ['429 with Retry-After', { kind: 'status', status: 429, retry_after_s: 2 }, exitCode.busy],
  ['500', { kind: 'status', status: 500 }, exitCode.busy],
  ['a captive portal, 200', { kind: 'captive' }, null],
  ['a captive portal, 302', { kind: 'captive', status: 302 }, null],
  ['garbage', { kind: 'garbage' }, null],
]) {
  test(`${what}: the error has a name, the session stays, and later it works`, async () => {
    await scene.signIn()
    await simulator.fault('gateway', { ...refresh, ...fault, times: -1 })
    const answer = await ask()
    assert.notEqual(answer.code, exitCode.done)
    assert.match(answer.json.error.code, /^[a-z_]+$/)
    assert.match(answer.json.error.reference, /^LY-/)
    const failed = scene.audited('refresh_failed').at(-1)
    assert.match(failed.error.code, /^[a-z_]+\.[a-z_]+$/)
    if (code !== null) assert.equal(answer.json.error.retry_after_ms > 0, true, answer.stdout)
    assert.equal((await state()).state, 'signed_in')
    await simulator.control('gateway', 'DELETE', '/faults')
    await until('a token again', async () => (await ask()).code === exitCode.done, { everyMs: 250 })
  })
}

test('an answer beyond the caller\'s patience is timed_out, and the session stays', async () => {
  await scene.signIn()
  await simulator.fault('gateway', { ...refresh, kind: 'delay', delay_ms: 4000 })
  const began = Date.now()
  assert.equal((await ask('--timeout', '1')).code, exitCode.timedOut)
  assert.ok(Date.now() - began < 3000)
  assert.equal((await state()).state, 'signed_in')
  assert.equal((await ask()).code, exitCode.done)
})

test('an account that is closed at the provider ends the session, and says so everywhere', async () => {
  await scene.signIn()
  await scene.token()
  const { session_id: session, context_id: context } = scene.audited('signed_in').at(-1)
  await simulator.control('gateway', 'POST', '/revoke', {})

  const another = simulator.resources.meds.scopes[0] // Not the token in hand.
  assert.equal((await ask('--scope', another)).code, exitCode.signedOut)

  const now = await state()
  assert.equal(now.state, 'ended')
  assert.equal(now.reason.code, 'token.invalid_grant')
  const ended = scene.audited('session_ended').at(-1)
  assert.equal(ended.error.code, 'token.invalid_grant')
  assert.equal(ended.session_id, session)
  assert.equal(ended.context_id, context)
  assert.ok(ended.person)
  await until('an empty keyring', async () => !/\/[ab]$/m.test(await scene.stored()))
  assert.equal((await scene.signIn()).code, exitCode.done)
})

test('a connection cut before anything happened is tried again, unnoticed', async () => {
  await scene.signIn()
  await simulator.fault('gateway', { ...refresh, kind: 'drop_before' })
  assert.equal((await ask()).code, exitCode.done)
  assert.equal((await state()).state, 'signed_in')
})

test('an answer lost after rotating: one controlled retry, then the session says what happened (P25)', async () => {
  await scene.signIn()
  await simulator.fault('gateway', { ...refresh, kind: 'drop_after' })
  const before = (await refreshes()).length
  assert.notEqual((await ask()).code, exitCode.done)
  assert.equal((await refreshes()).length - before, 2)
  const { state: now, reason } = await state()
  assert.deepEqual([now, reason.code], ['ended', 'session.renewal_interrupted'])
  assert.match(reason.reference, /^LY-/)
  assert.equal((await scene.signIn()).code, exitCode.done)
})

test('revoked at the provider: the next renewal ends the session and says so', async () => {
  await scene.signIn()
  await simulator.control('gateway', 'POST', '/revoke', {})
  assert.notEqual((await ask()).code, exitCode.done)
  const { state: now, reason } = await state()
  assert.equal(now, 'ended')
  assert.match(reason.code, /invalid_grant|revoked/)
  assert.ok(scene.audited('session_ended').some(({ error }) => error.reference === reason.reference), 'not audited')
})

test('the provider changes its keys: the session goes on, and so does the next sign-in', async () => {
  await scene.signIn()
  await simulator.control('gateway', 'POST', '/keys/rollover', { keep_old: false })
  assert.equal((await ask()).code, exitCode.done)
  assert.equal((await state()).state, 'signed_in')
  await scene.cli('sign-out')
  assert.equal((await scene.signIn()).code, exitCode.done)
})

for (const minutes of [-2, 2]) {
  test(`a clock that differs by ${minutes} minutes changes nothing (P32)`, async () => {
    for (const each of ['cis2', 'gateway']) await simulator.control(each, 'POST', '/clock', { offset_s: minutes * 60 })
    assert.equal((await scene.signIn()).code, exitCode.done)
    assert.equal((await ask()).code, exitCode.done)
  })
}

for (const minutes of [-25, 25]) {
  test(`a clock that differs by ${minutes} minutes is named as the cause`, async () => {
    for (const each of ['cis2', 'gateway']) await simulator.control(each, 'POST', '/clock', { offset_s: minutes * 60 })
    const answer = await scene.cli('sign-in', '--timeout', '20')
    assert.notEqual(answer.code, exitCode.done)
    assert.match((await state()).reason.code, /clock|skew/)
  })
}

test('tokens that live for seconds are renewed again and again, in turn', async () => {
  await simulator.set('gateway', { access_token_s: 4 })
  await scene.signIn()
  const tokens = new Set()
  await until('the third token', async () => tokens.add(await scene.token()).size === 3, { everyMs: 200 })
  const seen = (await refreshes()).map(({ params }) => params.refresh_token)
  assert.equal(new Set(seen).size, seen.length, 'a refresh token was used twice')
})

test('discovery and keys out of reach: the sign-in says so, and works when they are back', async () => {
  await scene.stopAgent()
  await simulator.fault('gateway', { endpoint: 'discovery', kind: 'captive', times: -1 })
  await scene.startAgent()
  const answer = await scene.cli('sign-in', '--timeout', '20')
  assert.notEqual(answer.code, exitCode.done)
  assert.match((await state()).reason.code, /^[a-z_]+\.[a-z_]+$/)
  await simulator.control('gateway', 'DELETE', '/faults')
  assert.equal((await scene.signIn()).code, exitCode.done)
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
