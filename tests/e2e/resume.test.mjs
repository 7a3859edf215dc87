// SPDX-License-Identifier: MIT
// The agent is stopped, killed and started again: the same login session goes on, another does not.

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())
beforeEach(() => scene.fresh())

const received = (endpoint) => scene.simulator.received('gateway', endpoint)
const refreshes = async () => (await received('token')).filter(({ params }) => params.grant_type === 'refresh_token')

async function resumes() {
  await scene.signIn('doctor')
  const before = (await scene.status()).json
  return async () => {
    const asked = (await received('authorize')).length
    const spent = (await refreshes()).map(({ params }) => params.refresh_token)
    await scene.startAgent()
    const now = await scene.reaches('signed_in')
    assert.deepEqual(now.person, before.person)
    assert.equal(now.signed_in_at, before.signed_in_at)
    assert.equal((await received('authorize')).length, asked)
    assert.equal(await scene.openPages((url) => url.startsWith('http')), 0)
    const last = (await refreshes()).at(-1)
    assert.equal(last.status, 200)
    assert.ok(!spent.includes(last.params.refresh_token), 'a spent refresh token was used')
    await scene.token()
    return now
  }
}

test('after it was stopped, the same person goes on without a browser', async () => {
  const comesBack = await resumes()
  await scene.stopAgent()
  await comesBack()
  await scene.stopAgent()
  await comesBack()
  assert.equal(scene.audited('session_resumed').length, 2)
})

test('after it was killed, too', async () => {
  const comesBack = await resumes()
  await scene.killAgent()
  await comesBack()
})

test('in another login session everything is revoked and erased', async () => {
  await scene.signIn()
  await scene.killAgent()
  await scene.startAgent({ env: { XDG_SESSION_ID: 'stage2' } })
  assert.equal((await scene.status()).json.state, 'signed_out')
  await until('the revocation', async () => (await received('revocation')).length === 1)
  assert.equal((await received('revocation'))[0].status, 200)
  await until('an empty keyring', async () => !/\/[ab]$/m.test(await scene.stored()))
  assert.equal(scene.audited('session_discarded').at(-1).facts.because, 'another_logon')
})

test('a sign-out leaves nothing in the keyring', async () => {
  await scene.signIn()
  await scene.cli('sign-out')
  await until('an empty keyring', async () => !/\/[ab]$/m.test(await scene.stored()))
  await scene.stopAgent()
  await scene.startAgent()
  assert.equal((await scene.status()).json.state, 'signed_out')
})

test('a sign-out followed at once by the end of the agent is revoked all the same', async () => {
  await scene.signIn()
  await scene.cli('sign-out')
  await scene.stopAgent()
  await scene.startAgent()
  await until('the revocation', async () => (await received('revocation')).length > 0)
})

test('what an agent could not revoke before it was killed, the next one revokes', async () => {
  await scene.signIn()
  await scene.simulator.fault('gateway', { endpoint: 'any', kind: 'drop_before', times: -1 })
  await scene.cli('sign-out')
  await until('a try', async () => (await received('revocation')).length > 0)
  await scene.killAgent()
  const tried = (await received('revocation')).length
  assert.match(await scene.stored(), /\/[ab]$/m)

  await scene.simulator.control('gateway', 'DELETE', '/faults')
  await scene.startAgent()

  await until('the revocation', async () => (await received('revocation')).length > tried)
  const [first, last] = [(await received('revocation'))[0], (await received('revocation')).at(-1)]
  assert.equal(last.fault, null)
  assert.equal(last.status, 200)
  assert.equal(last.params.token, first.params.token)
  assert.equal((await scene.status()).json.state, 'signed_out')
  await until('an empty keyring', async () => !/\/[ab]$/m.test(await scene.stored()))
  assert.equal(scene.audited('session_discarded').at(-1).facts.because, 'ended')
})

test('without a keyring the sign-in works, from memory, and IT is told', async () => {
  await scene.fresh({ agent: { env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${scene.dir}/nowhere` } } })
  assert.equal((await scene.signIn()).code, exitCode.done)
  await scene.token()
  await until('the condition on record', () =>
    scene.audited('health_raised').some(({ facts }) => facts.condition === 'store.memory_only'))
  const { stdout } = await scene.admin('diagnose')
  assert.match(stdout, /store\.memory_only/)
})

test('with StoreMode memory nothing is stored, and a restart ends it', async () => {
  await scene.fresh({ policy: { StoreMode: 'memory' } })
  await scene.signIn()
  assert.equal(await scene.stored(), '')
  await scene.killAgent()
  await scene.startAgent()
  assert.equal((await scene.status()).json.state, 'signed_out')
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
