// SPDX-License-Identifier: MIT
// The desktop is locked, left and unlocked while programs go on asking (R7, P55).

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { Login } from './stage/login.mjs'
import { until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
const { dir, env } = scene
const program = join(scene.bin, '..', 'tests', 'e2e', 'login_service')
const login = await Login.open({ dir, env, program })
after(() => scene.close())
beforeEach(() => scene.fresh({ agent: { env: login.env } }))

const meds = () => scene.simulator.resources.meds.audience

/** What a program that asks for a token gets. */
const asked = async () => {
  const { code, json } = await scene.cli('token', '--audience', meds())
  return { code, token: json?.access_token }
}

/** Has the desktop say something, and waits until the agent has heard it. */
async function say(word, event) {
  const before = scene.audited(event).length
  await login[word]()
  await until(`${event} on record`, () => scene.audited(event).length === before + 1)
}

const lock = () => say('lock', 'desktop_locked')
const unlock = () => say('unlock', 'desktop_unlocked')
const state = async () => (await scene.status()).json.state

async function signedIn() {
  assert.equal((await scene.signIn('doctor')).code, exitCode.done)
  return (await scene.reaches('signed_in')).context_id
}

test('a locked desktop is served nothing, and the same session goes on when it is unlocked', async () => {
  const context = await signedIn()
  await scene.token()
  const asks = (await scene.simulator.received('gateway', 'authorize')).length

  await lock()
  assert.equal(await state(), 'paused')
  assert.deepEqual(await asked(), { code: exitCode.paused, token: undefined })
  assert.equal((await scene.cli('identity')).code, exitCode.paused)
  assert.notEqual((await scene.sample()).code, 0)

  await unlock()
  assert.equal((await scene.reaches('signed_in')).context_id, context)
  await scene.token()
  assert.equal((await scene.simulator.received('gateway', 'authorize')).length, asks)
})

test('with another person at the screen, too: both have to be over', async () => {
  await signedIn()
  await lock()
  await say('leave', 'console_disconnected')
  await unlock()
  assert.equal(await state(), 'paused')

  await say('comeBack', 'console_connected')
  assert.equal(await state(), 'signed_in')
  await scene.token()
})

test('signed out behind a locked desktop, nothing comes back with the person', async () => {
  await signedIn()
  await lock()
  assert.equal((await scene.cli('sign-out')).code, exitCode.done)
  await unlock()
  assert.equal(await state(), 'signed_out')
  assert.equal((await asked()).code, exitCode.signedOut)
})

test('where policy signs out at a lock, the provider hears of it', async () => {
  await scene.fresh({ agent: { env: login.env }, policy: { OnLock: 'sign_out' } })
  await signedIn()
  await lock()
  await until('the revocation', async () => (await scene.simulator.received('gateway', 'revocation')).length === 1)
  assert.equal((await asked()).code, exitCode.signedOut)
})

test('where policy keeps it, a lock changes nothing', async () => {
  await scene.fresh({ agent: { env: login.env }, policy: { OnLock: 'keep' } })
  await signedIn()
  await lock()
  assert.equal(await state(), 'signed_in')
  await scene.token()
})
