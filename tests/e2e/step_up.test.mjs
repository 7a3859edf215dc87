// SPDX-License-Identifier: MIT
// A program has a person confirm who they are, in the real browser: for it alone, and beside the session (R19, P34).

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

/** Signs somebody in who used an authenticator app, and could use a security key. */
beforeEach(async () => {
  pipe?.close()
  const program = {
    name: 'ward', match: { path: node, sha256 }, accept_script_host: true,
    operations: ['token', 'identity', 'elevation'],
    audiences: { [meds.audience]: meds.scopes }, identity: ['permissions', 'elevation'],
  }
  await scene.fresh({ apps: [...scene.usualApps(), program] })
  assert.equal((await scene.signIn('two-ways')).code, exitCode.done)
  pipe = await Pipe.open(join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock'))
})
after(() => pipe?.close())

const token = (params = {}) => pipe.ask('token.get', { audience: meds.audience, ...params })
const identity = async () => (await pipe.ask('identity.get')).result
const elevate = () => pipe.ask('elevation.request', { permission: 'sign_controlled_drugs' }, 60_000)

/** What a resource sees of the authentication in a token. */
async function levelOf(accessToken) {
  const answer = await fetch(meds.http_url, { headers: { authorization: `Bearer ${accessToken}` } })
  return (await answer.json()).acr
}

test('a stronger authentication counts for the program that asked, until it ends', async () => {
  const before = await identity()
  assert.deepEqual(before.permissions, ['read_records', 'record_observations'])
  assert.equal(before.elevation, null)
  assert.equal((await token({ acr: 'AAL3_ANY' })).error.data.code, 'elevation_required')
  const base = (await token()).result

  const asked = elevate()
  const page = await scene.signInAs('two-ways')
  const { result, error } = await asked
  assert.equal(error, undefined)
  page.close()

  assert.equal(result.elevation.authentication, 3)
  assert.equal(result.context_id, before.context_id)
  const now = await identity()
  assert.ok(now.permissions.includes('sign_controlled_drugs'))
  assert.deepEqual(now.elevation, result.elevation)
  const strong = (await token({ acr: 'AAL3_ANY' })).result
  assert.notEqual(strong.access_token, base.access_token)
  assert.equal(await levelOf(strong.access_token), 'AAL3_ANY')
  assert.equal((await token()).result.access_token, base.access_token)

  await pipe.ask('elevation.end')
  assert.deepEqual((await identity()).permissions, before.permissions)
  assert.equal((await token({ acr: 'AAL3_ANY' })).error.data.code, 'elevation_required')
  assert.equal((await token()).result.access_token, base.access_token)
  await until('both on record', () => scene.audited('elevated').length + scene.audited('elevation_ended').length === 2)
  assert.equal(scene.audited('elevated')[0].app, 'ward')
  assert.equal((await scene.admin('audit', 'verify')).code, exitCode.done)
})

test('another person at the browser confirms nothing', async () => {
  const asked = elevate()
  const page = await scene.signInAs('nurse')
  const { error } = await asked
  page.close()
  assert.equal(error.data.cause, 'session.another_person')
  assert.equal((await identity()).elevation, null)
  assert.equal((await scene.status()).json.state, 'signed_in')
})

test('a step-up that the person gives up leaves the session as it was', async () => {
  const before = (await token()).result
  const asked = elevate()
  const page = await scene.signInPage()
  await page.click('cancel')
  const { error } = await asked
  page.close()
  assert.equal(error.data.cause, 'redirect.access_denied')
  assert.equal((await token()).result.access_token, before.access_token)
  assert.equal((await identity()).elevation, null)
})
