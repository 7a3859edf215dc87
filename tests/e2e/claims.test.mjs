// SPDX-License-Identifier: MIT
// What a nurse may do is withdrawn at the provider, and in roles.json, while she is signed in.

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
const [role] = scene.simulator.persona('nurse').roles
let pipe

beforeEach(async () => {
  pipe?.close()
  const { meds } = scene.simulator.resources
  const program = {
    name: 'ward', match: { path: node, sha256 }, accept_script_host: true,
    operations: ['token', 'identity', 'events'],
    audiences: { [meds.audience]: meds.scopes }, identity: ['role', 'permissions'],
  }
  await scene.fresh({ apps: [...scene.usualApps(), program] })
  // Tokens so short are renewed after thirty seconds, which is as often as it gets.
  await scene.simulator.set('gateway', { access_token_s: 40 })
  assert.equal((await scene.signIn('nurse')).code, exitCode.done)
  pipe = await Pipe.open(join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock'))
})
after(() => pipe?.close())

const identity = async () => (await pipe.ask('identity.get')).result

async function verified() {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
}

test('a role that is withdrawn is in force no more, and the session goes on', async () => {
  const before = await identity()
  assert.equal(before.role.id, role.id)
  assert.deepEqual(before.permissions, ['read_records', 'record_observations'])

  await scene.simulator.set('gateway', { userinfo: { set: { nhsid_nrbac_roles: [] } } })
  const now = await until('the role to be gone', async () => {
    const seen = await identity()
    return seen.role === null ? seen : null
  }, { timeoutMs: 60_000, everyMs: 500 })

  assert.deepEqual(now.permissions, [])
  assert.notEqual(now.context_id, before.context_id)
  const old = await pipe.ask('identity.get', { context_id: before.context_id })
  assert.equal(old.error.data.code, 'context_changed')
  const { meds } = scene.simulator.resources
  assert.equal((await pipe.ask('token.get', { audience: meds.audience })).result.context_id, now.context_id)
  const [changed, ...more] = scene.audited('privileges_changed')
  assert.deepEqual(more, [])
  assert.deepEqual(changed.facts.lost, ['read_records', 'record_observations'])
  assert.deepEqual(changed.facts.because, 'claims')
  assert.equal(changed.facts.role_before, role.id)
  assert.equal(changed.context, now.context_id)
  await verified()
})

test('other rules take effect at once, and are on record', async () => {
  const before = await identity()
  scene.write('roles.json', {
    schema: 'lanyard.roles/1',
    rules: [{ name: 'nurses order', when: { role_code: 'S8000:*:*' }, permissions: ['order', 'read_records'] }],
  })

  const now = await until('the permissions to change', async () => {
    const seen = await identity()
    return seen.permissions.includes('order') ? seen : null
  })

  assert.deepEqual(now.permissions, ['order', 'read_records'])
  assert.equal(now.role.id, role.id)
  assert.notEqual(now.context_id, before.context_id)
  const [gained] = scene.audited('privileges_gained')
  assert.deepEqual([gained.facts.gained, gained.facts.lost, gained.facts.because],
    [['order'], ['record_observations'], 'roles.json'])
  await verified()
})

test('a cohort in roles.json shortens the session of whoever is signed in', async () => {
  const { json: before } = await scene.status()
  scene.write('roles.json', {
    schema: 'lanyard.roles/1',
    cohorts: [{ name: 'agency', when: { role_code: 'S8000:*:*' }, absolute_limit_minutes: 30 }],
    rules: [{ name: 'all', when: { role_code: '*:*:*' }, permissions: ['read_records'] }],
  })

  const ends = (status) => Date.parse(status.absolute_ends_at)
  const now = await until('the session to end sooner', async () => {
    const { json } = await scene.status()
    return ends(json) < ends(before) ? json : null
  })

  assert.equal(ends(now) - Date.parse(now.signed_in_at), 30 * 60_000)
  await scene.stopAgent()
  await scene.startAgent()
  const resumed = await scene.reaches('signed_in')
  assert.equal(resumed.absolute_ends_at, now.absolute_ends_at)
})
