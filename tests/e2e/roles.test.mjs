// SPDX-License-Identifier: MIT
// A clinician with several roles changes to another in the browser while programs go on asking (P35, R9).

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
const doctor = scene.simulator.persona('doctor')
const [first, second] = doctor.roles
let pipe

beforeEach(async () => {
  pipe?.close()
  const { meds } = scene.simulator.resources
  const program = {
    name: 'ward', match: { path: node, sha256 }, accept_script_host: true,
    operations: ['token', 'identity', 'events', 'role'],
    audiences: { [meds.audience]: meds.scopes }, identity: ['role'],
  }
  await scene.fresh({ apps: [...scene.usualApps(), program] })
  assert.equal((await scene.signIn('doctor', { role: first.id })).code, exitCode.done)
  pipe = await Pipe.open(join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock'))
})
after(() => pipe?.close())

const meds = () => scene.simulator.resources.meds
const token = (params = {}) => pipe.ask('token.get', { audience: meds().audience, ...params })
const select = (role) => pipe.ask('role.select', { role_id: role.id, interactive: true }, 60_000)

/** The role that a resource sees in a token. */
async function roleOf(accessToken) {
  const answer = await fetch(meds().http_url, { headers: { authorization: `Bearer ${accessToken}` } })
  return (await answer.json()).selected_roleid
}

test('the role changes through the browser, and nothing of the one before is served', async () => {
  const { result: list } = await pipe.ask('role.list')
  assert.deepEqual(list.roles.map(({ id, current }) => [id, current]),
    doctor.roles.map(({ id }) => [id, id === first.id]))
  const before = (await token()).result
  assert.equal(await roleOf(before.access_token), first.id)

  const asked = select(second)
  const page = await scene.signInAs('doctor', { role: second.id })
  const { result, error } = await asked
  assert.equal(error, undefined)
  page.close()

  assert.equal(result.role.id, second.id)
  assert.notEqual(result.context_id, list.context_id)
  const old = await token({ context_id: before.context_id })
  assert.equal(old.error.data.code, 'context_changed')
  const now = (await token()).result
  assert.equal(now.context_id, result.context_id)
  assert.equal(await roleOf(now.access_token), second.id)
  assert.equal((await scene.status()).json.context_id, result.context_id)
  const [changed] = scene.audited('role_changed')
  assert.equal(changed.app, 'ward')
  assert.equal((await scene.simulator.received('gateway', 'authorize')).length, 2)
})

test('another person at the browser changes nothing', async () => {
  const before = (await token()).result
  const asked = select(second)
  const page = await scene.signInAs('nurse')
  const { error } = await asked
  page.close()

  assert.equal(error.data.code, 'denied')
  assert.equal(error.data.cause, 'session.another_person')
  const now = (await token()).result
  assert.equal(now.context_id, before.context_id)
  assert.equal((await scene.status()).json.state, 'signed_in')
})

test('a change that the person gives up leaves the session as it was', async () => {
  const before = (await token()).result
  const asked = select(second)
  const page = await scene.signInPage()
  await page.click('cancel')
  const { error } = await asked
  page.close()

  assert.equal(error.data.cause, 'redirect.access_denied')
  assert.equal((await token()).result.context_id, before.context_id)
  await until('the failure on record', () =>
    scene.audited('role_change_failed').some(({ error: why }) => why?.code === 'redirect.access_denied'))
})
