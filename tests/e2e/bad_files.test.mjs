// SPDX-License-Identifier: MIT
// policy.json, apps.json and roles.json as nobody should write them: the agent serves, names the
// condition and denies; when they are mended it goes on, without a restart.

import assert from 'node:assert/strict'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { until } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())
beforeEach(() => scene.fresh())

const file = (name) => join(scene.config, name)
const conditions = () => scene.audited('health_raised').map(({ facts }) => facts.condition)
/** As the agent tells anybody: a program without a grant may not even ask who is signed in. */
const state = async () => (await scene.admin('diagnose')).json.agent.hello.state
const cleared = () => scene.audited('health_cleared').map(({ facts }) => facts.condition)

function edit(name, change) {
  const content = JSON.parse(readFileSync(file(name), 'utf8'))
  change(content)
  scene.write(name, content)
}

const broken = (name) => () => writeFileSync(file(name), '{ "half": [')
const exposed = (name) => () => chmodSync(file(name), 0o666)
const missing = (name) => () => rmSync(file(name))

/** Damages a file, waits for the condition, sees what `while` sees, mends it and waits again. */
async function throughBadTimes({ damage, condition, meanwhile, mended }) {
  const [raised, gone] = [conditions().length, cleared().length]
  damage()
  await until(`${condition} on record`, () => conditions().slice(raised).includes(condition))
  const { code, stdout } = await scene.admin('diagnose')
  assert.equal(code, 1, stdout)
  assert.ok(stdout.includes(condition), stdout)
  await meanwhile()
  scene.configure()
  await until(`${condition} to be cleared`, () => cleared().slice(gone).includes(condition))
  await mended()
}

for (const [what, damage, condition] of [
  ['broken', broken('apps.json'), 'apps.refused'],
  ['contradictory', () => edit('apps.json', ({ apps }) => apps.push({ ...apps[1], name: 'twin' })), 'apps.refused'],
  ['writable by others', exposed('apps.json'), 'apps.untrusted'],
  ['missing', missing('apps.json'), 'apps.missing'],
]) {
  test(`apps.json ${what}: no program gets anything, until it is mended`, async () => {
    await scene.signIn()
    await throughBadTimes({
      damage,
      condition,
      meanwhile: async () => {
        const answer = await scene.cli('identity')
        assert.equal(answer.code, exitCode.denied, answer.stdout)
        assert.equal(await state(), 'signed_in')
      },
      mended: async () => assert.equal((await scene.cli('identity')).code, exitCode.done),
    })
  })
}

for (const [what, damage, condition] of [
  ['broken', broken('roles.json'), 'roles.unreadable'],
  ['contradictory', () => edit('roles.json', (roles) => { roles.rules[0].when = {} }), 'roles.refused'],
  ['writable by others', exposed('roles.json'), 'roles.untrusted'],
  ['missing', missing('roles.json'), 'roles.missing'],
]) {
  test(`roles.json ${what}: nobody holds any permission, until it is mended`, async () => {
    const permissions = async () => (await scene.cli('identity')).json?.permissions
    await scene.signIn()
    assert.deepEqual((await permissions()).sort(), ['read_records', 'record_observations'])
    await throughBadTimes({
      damage,
      condition,
      meanwhile: async () => assert.deepEqual(await permissions(), []),
      mended: async () => assert.equal((await permissions()).length, 2),
    })
  })
}

for (const [what, damage, condition] of [
  ['broken', broken('policy.json'), 'policy.unreadable'],
  ['writable by others', exposed('policy.json'), 'policy.untrusted'],
  ['missing', missing('policy.json'), 'policy.missing'],
  ['with a bad value', () => edit('policy.json', (policy) => { policy.IdleLimitMinutes = 'soon' }), 'policy.bad_value'],
  ['with an unknown setting', () => edit('policy.json', (policy) => { policy.IdelLimitMinutes = 5 }), 'policy.unknown_setting'],
  ['contradictory', () => edit('policy.json', ({ Environments }) => { Environments.sandbox.ClientAuthentication = 'private_key_jwt' }),
    'policy.contradictory'],
]) {
  test(`policy.json ${what}: named, and what was in force costs nobody the session`, async () => {
    await scene.signIn()
    await throughBadTimes({
      damage,
      condition,
      meanwhile: async () => assert.equal(await state(), 'signed_in'),
      mended: async () => assert.equal(await state(), 'signed_in'),
    })
  })

  test(`policy.json ${what} from the start: the agent serves, and says why nobody can sign in`, async () => {
    await scene.stopAgent()
    damage()
    await scene.startAgent()
    assert.equal(await state(), 'signed_out')
    if (what.startsWith('with')) return
    const answer = await scene.cli('sign-in', '--timeout', '10')
    assert.notEqual(answer.code, exitCode.done)
    assert.match(answer.json.error.reference, /^LY-/)
  })
}

test('a program that loses its grant is denied at once', async () => {
  await scene.signIn()
  await scene.token()
  scene.write('apps.json', { schema: 'lanyard.apps/1', apps: scene.usualApps().slice(0, 1) })
  await until('the denial', async () =>
    (await scene.cli('token', '--audience', scene.simulator.resources.meds.audience)).code === exitCode.denied)
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
