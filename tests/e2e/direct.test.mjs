// SPDX-License-Identifier: MIT
// CIS2 as the issuer itself: confidential client, exact redirect URI on localhost, no refresh token.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

const { cis2, resources } = scene.simulator
const client = (id) => cis2.clients.find((each) => each.client_id === id)

function environment(id) {
  const { auth, alg, key_file: key, key_id: kid, secret_file: secret, signed_userinfo: signed } = client(id)
  return {
    Issuer: cis2.issuer,
    ClientId: id,
    RedirectUris: ['http://localhost:28471/callback', 'http://localhost:28472/callback', 'http://localhost:28473/callback'],
    ClientAuthentication: auth,
    ...(key ? { ClientKeyFile: key, ClientKeyId: kid, ClientKeyAlgorithm: alg } : { ClientSecretFile: secret }),
    SignedUserinfo: signed === true,
    Audiences: { [resources.meds.audience]: { Method: 'resource', Scope: resources.meds.scopes.join(' ') } },
  }
}

/** Direct, the sample's audience does not exist. */
function apps() {
  return scene.usualApps().filter(({ name }) => name === 'command-line')
}

for (const id of ['lanyard-direct', 'lanyard-direct-rs512', 'lanyard-direct-es256', 'lanyard-direct-ps256',
  'lanyard-direct-post', 'lanyard-direct-signed']) {
  test(`${id} signs in, with CIS2's own claims`, async () => {
    await scene.fresh({ environment: environment(id), apps: apps() })
    const signedIn = await scene.signIn('doctor', { role: scene.simulator.persona('doctor').roles[2].id })
    assert.equal(signedIn.code, exitCode.done, signedIn.stdout)
    const { json } = await scene.cli('identity')
    assert.equal(json.role.id, scene.simulator.persona('doctor').roles[2].id)
    assert.deepEqual(json.role.activities, [])
    assert.equal(json.roles.length, 3)
    const asked = (await scene.simulator.received('cis2', 'token')).at(-1)
    assert.deepEqual([asked.client_auth, asked.status], [client(id).auth, 200])
  })
}

test('without a refresh token a program is told that the person has to act', async () => {
  await scene.fresh({ environment: environment('lanyard-direct'), apps: apps() })
  assert.equal((await scene.signIn('nurse')).code, exitCode.done)
  const answer = await scene.cli('token', '--audience', resources.meds.audience)
  assert.equal(answer.code, exitCode.interactionRequired, answer.stdout)
  assert.equal(answer.json.error.code, 'interaction_required')
  assert.equal((await scene.status()).json.state, 'signed_in')
})

test('a redirect port that is taken: the next one of policy\'s list is used (P1)', async () => {
  await scene.stopAgent()
  const holder = createServer()
  await new Promise((done) => holder.listen(28471, '127.0.0.1', done))
  try {
    await scene.fresh({ environment: environment('lanyard-direct'), apps: apps() })
    assert.equal((await scene.signIn('nurse')).code, exitCode.done)
    const asked = (await scene.simulator.received('cis2', 'authorize')).at(0)
    assert.equal(asked.params.redirect_uri, 'http://localhost:28472/callback')
  } finally { holder.close() }
})

test('a key that the provider does not know: refused by name, and nothing is kept', async () => {
  const wrong = { ...environment('lanyard-direct'), ClientKeyFile: client('lanyard-direct-rs512').key_file }
  await scene.fresh({ environment: wrong, apps: apps() })
  const answer = await scene.signIn('nurse')
  assert.notEqual(answer.code, exitCode.done)
  assert.match((await scene.status()).json.reason.code, /^[a-z_]+\.[a-z_]+$/)
  assert.equal(await scene.stored(), '')
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
