// SPDX-License-Identifier: MIT
// A gateway that silently drops what the agent asked for: sign-in fails clearly, and never weakly.

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())
beforeEach(() => scene.fresh())

const longAgo = -4 * 60

/** Leaves a sign-in of four minutes ago, as far back as clocks may differ, in the browser, at both providers. */
async function signedInLongAgo() {
  for (const process of ['cis2', 'gateway']) await scene.simulator.control(process, 'POST', '/clock', { offset_s: longAgo })
  await scene.signIn('nurse')
  await scene.stopAgent()
  await scene.forget()
  for (const process of ['cis2', 'gateway']) await scene.simulator.control(process, 'POST', '/clock', { offset_s: 0 })
  await scene.startAgent()
}

/** A sign-in that ends by itself or with the persona's button, and what it ended with. */
async function failedSignIn(persona) {
  const asked = scene.cli('sign-in')
  if (persona) await scene.signInAs(persona)
  const { code, stdout, json } = await asked
  assert.notEqual(code, exitCode.done, `signed in: ${stdout}`)
  assert.match(json.error.reference, /^LY-/)
  const { state, reason, person, context_id: context } = (await scene.status()).json
  assert.equal(state, 'signed_out')
  assert.equal(person, undefined)
  assert.equal(context, null)
  assert.match(reason.reference, /^LY-/)
  assert.ok(scene.audited('sign_in_failed').some((line) => line.error.reference === reason.reference), 'not audited')
  assert.equal(await scene.stored(), '', 'something is kept')
  assert.notEqual((await scene.cli('identity')).code, exitCode.done)
  return reason.code
}

test('acr_values dropped, and a weaker authentication came back', async () => {
  await scene.fresh({ environment: { AcrValues: 'AAL3_ANY', MinimumAuthenticationLevel: 0 } })
  await scene.simulator.set('gateway', { drop: ['acr_values'] })
  assert.match(await failedSignIn('aal2'), /^id_token\.(acr|assurance)$/)
})

test('an authentication below the demanded level is refused, whatever was asked for', async () => {
  await scene.fresh({ environment: { MinimumAuthenticationLevel: 3 } })
  assert.equal(await failedSignIn('aal2'), 'id_token.assurance')
})

test('prompt=login dropped, and the provider let the last person in', async () => {
  await signedInLongAgo()
  await scene.simulator.set('gateway', { drop: ['prompt'] })
  assert.equal(await failedSignIn(), 'id_token.auth_time')
})

test('max_age dropped, and the authentication is older', async () => {
  await scene.fresh({ environment: { Prompt: 'omit', MaxAgeSeconds: 60 } })
  await signedInLongAgo()
  await scene.simulator.set('gateway', { drop: ['max_age'] })
  assert.equal(await failedSignIn(), 'id_token.auth_time')
})

for (const scope of ['nationalrbacaccess', 'nhsperson', 'selectedrole', 'associatedorgs']) {
  test(`the scope ${scope} dropped`, async () => {
    await scene.simulator.set('gateway', { drop: [scope] })
    assert.match(await failedSignIn('doctor'), /^[a-z_]+\.[a-z_]+$/)
  })
}

test('the same gateway, dropping nothing, signs the person in', async () => {
  assert.equal((await scene.signIn('doctor')).code, exitCode.done)
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
