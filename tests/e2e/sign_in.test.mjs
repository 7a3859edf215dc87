// SPDX-License-Identifier: MIT
// A clinician signs in from the window, in a real browser; programs get what policy gives them.

import assert from 'node:assert/strict'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { run, until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())
beforeEach(() => scene.fresh())

const { meds, records } = scene.simulator.resources
const get = (resource, token) => fetch(resource.http_url, { headers: { authorization: `Bearer ${token}` } })

/** How many connections the agent's socket has. */
function connections() {
  const accepted = / 0001 03 +\d+ .*agent\.sock$/
  return readFileSync('/proc/net/unix', 'utf8').split('\n')
    .filter((line) => accepted.test(line) && line.includes(scene.dir)).length
}

for (const [name, choice] of [['nurse'], ['doctor', 1], ['no-role'], ['seven-roles', 5], ['pharmacist', 0]]) {
  test(`${name} signs in from the window`, async () => {
    const persona = scene.simulator.persona(name)
    const role = persona.roles[choice ?? 0]
    await scene.pressAction()
    const page = await scene.signInAs(name, { role: choice === undefined ? undefined : role.id })
    const session = await scene.reaches('signed_in')

    assert.match(await until('the last page', () => page.text()), /You can close this page/)
    assert.doesNotMatch(await page.url(), /code|state|=/)
    assert.equal(await page.evaluate('document.querySelectorAll("script").length'), 0)

    const { json } = await scene.cli('identity')
    assert.ok(persona.display.split(' ').every((word) => json.person.name.includes(word)), json.person.name)
    assert.equal(json.person.uid, session.person.uid)
    assert.equal(json.context_id, session.context_id)
    assert.equal(json.role?.id, role?.id)
    assert.equal(json.role?.organisation.code, role?.org_code)
    assert.equal(json.roles.length, persona.roles.length)
    assert.equal(json.assurance.authentication, persona.aal)
    assert.deepEqual(json.permissions.includes('read_records'), role !== undefined)
    page.close()
  })
}

test('two programs get tokens of their own audience and scope, and each resource refuses the other\'s', async () => {
  await scene.signIn()
  const token = await scene.token('meds')
  const answer = await get(meds, token)
  assert.equal(answer.status, 200)
  const seen = await answer.json()
  assert.deepEqual([seen.aud, seen.scope], [meds.audience, meds.scopes.join(' ')])
  assert.equal((await get(records, token)).status, 401)

  const own = await scene.sample('records')
  assert.equal(own.code, 0, own.stderr)
  assert.equal(own.json.resource_status, 200)
  const strange = await scene.sample('records', { at: 'meds' })
  assert.deepEqual([strange.code, strange.json.resource_status], [6, 401])
})

test('a token of fewer scopes reaches less', async () => {
  await scene.signIn()
  assert.equal((await get(meds, await scene.token('meds', '--scope', 'meds.write'))).status, 403)
})

test('a program gets no audience but its own, and no more than its scope', async () => {
  await scene.signIn()
  for (const args of [['--audience', records.audience], ['--audience', 'https://unknown.example.test'],
    ['--audience', meds.audience, '--scope', 'meds.read records.read']]) {
    const refused = await scene.cli('token', ...args)
    assert.equal(refused.code, exitCode.denied, refused.stdout)
    assert.match(refused.json.error.reference, /^LY-/)
  }
  assert.equal(scene.audited('token_denied').length + scene.audited('request_denied').length >= 3, true)
})

test('a program that apps.json does not name is denied', async () => {
  await scene.signIn()
  const copy = join(scene.dir, 'legacy-sample')
  copyFileSync(scene.program('legacy-sample'), copy)
  const refused = await scene.sample('records', { program: copy })
  assert.equal(refused.code, 4)
  assert.match(refused.stderr, /denied/)
  assert.ok(scene.audited('request_denied').some((line) => line.app.includes(copy)), 'not audited')
})

test('fifty programs that ask at once open one browser page (P21)', async () => {
  const asked = Array.from({ length: 50 }, () => scene.cli('sign-in'))
  const page = await scene.signInPage()
  await until('fifty connections', () => connections() >= 50)
  assert.equal(await scene.openPages((url) => url.startsWith('https://')), 1)
  page.close()
  await scene.signInAs('nurse')
  for (const { code, stdout } of await Promise.all(asked)) assert.equal(code, exitCode.done, stdout)
  assert.equal((await scene.simulator.received('gateway', 'authorize')).length, 1)
})

test('a sign-in cancelled in the window is over for everybody who asked', async () => {
  const asked = scene.cli('sign-in')
  const page = await scene.signInPage()
  await until('the sign-in to be cancelled', async () => {
    await scene.press('alt+c')
    return (await scene.status()).json.state === 'signed_out'
  })
  page.close()
  assert.equal((await asked).code, exitCode.cancelled)
  assert.equal((await scene.status()).json.state, 'signed_out')
  assert.equal(scene.audited('sign_in_cancelled').length > 0, true)
})

test('a person whom the provider refuses is told so', async () => {
  const asked = scene.cli('sign-in')
  const page = await scene.signInPage()
  await page.click('cancel')
  const { code, json } = await asked
  assert.notEqual(code, exitCode.done)
  assert.match(json.error.reference, /^LY-/)
  const { reason, state } = (await scene.status()).json
  assert.deepEqual([state, reason.code], ['signed_out', 'redirect.access_denied'])
  assert.match(await until('the last page', () => page.text()), /not signed in/i)
})

test('signing out serves nobody any more, and revokes', async () => {
  await scene.signIn()
  await scene.token()
  assert.equal((await scene.cli('sign-out')).code, exitCode.done)
  assert.equal((await scene.status()).code, exitCode.signedOut)
  assert.equal((await scene.cli('token', '--audience', meds.audience)).code, exitCode.signedOut)
  await until('the revocation', async () => (await scene.simulator.received('gateway', 'revocation')).length > 0)
  await until('the logout page', () => scene.openPages((url) => url.startsWith(scene.simulator.gateway.issuer)))
})

test('a second agent in the same login session has the first show its window, says so and goes', async () => {
  await scene.fresh({ agent: { args: [] } })
  assert.equal(await scene.isShown(), false)
  const second = await run(scene.program('lanyard-agent'), ['--config-dir', scene.config], { env: scene.agentEnv, timeoutMs: 10_000 })
  assert.equal(second.code, 3, second.stderr)
  assert.doesNotMatch(second.stderr, /agent\.not_shown/)
  await until('the window of the first', () => scene.isShown())
  assert.equal((await scene.status()).code, exitCode.signedOut)
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
