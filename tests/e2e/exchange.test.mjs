// SPDX-License-Identifier: MIT
// Tokens of other audiences by exchange: at the gateway (RFC 8693), and at the NHS API platform, which
// wants CIS2's own ID token.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from '../simulator/src/http_client.js'
import { Scene, exitCode } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

const { cis2, platform, resources } = scene.simulator
const byExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const limit = 2 // Seconds that a token is served: then the next is asked for.

function apps(audiences) {
  return [{ name: 'command-line', match: scene.match('lanyard'), operations: ['sign_in', 'sign_out', 'token', 'identity'],
    audiences, identity: ['person', 'role'] }]
}

/** CIS2 itself as the issuer, and the platform behind it. */
function direct(more = {}) {
  const client = cis2.clients.find(({ client_id: id }) => id === 'lanyard-direct')
  return {
    apps: apps({ personal: ['*'] }),
    environment: {
      Issuer: cis2.issuer,
      ClientId: client.client_id,
      RedirectUris: client.redirect_uris,
      ClientAuthentication: client.auth,
      ClientKeyFile: client.key_file,
      ClientKeyId: client.key_id,
      ClientKeyAlgorithm: client.alg,
      Audiences: { personal: {
        Method: 'nhs_api',
        TokenUrl: platform.token_url,
        ClientId: platform.app.client_id,
        ClientKeyFile: platform.app.key_file,
        ClientKeyId: platform.app.key_id,
        ClientSecretFile: platform.app.secret_file,
        TokenLimitSeconds: limit,
      } },
      ...more,
    },
  }
}

const token = (audience) => scene.cli('token', '--audience', audience)
const grants = async (process) => (await scene.simulator.received(process, 'token')).map(({ params }) => params.grant_type)

async function personal(accessToken, role) {
  const { status, body } = await request(platform.api_url, {
    ca: readFileSync(scene.simulator.ca_file, 'utf8'),
    headers: { authorization: `Bearer ${accessToken}`, 'NHSD-Session-URID': role },
  })
  return { status, ...JSON.parse(body) }
}

test('a program gets a token of the NHS API platform, and an API accepts it with the role', async () => {
  await scene.fresh(direct())
  const doctor = scene.simulator.persona('doctor')
  assert.equal((await scene.signIn('doctor', { role: doctor.roles[1].id })).code, exitCode.done)
  const { json: identity } = await scene.cli('identity')

  const first = await token('personal')
  assert.equal(first.code, exitCode.done, first.stdout)
  assert.equal(first.json.context_id, identity.context_id)
  const seen = await personal(first.json.access_token, identity.role.id)
  assert.deepEqual([seen.status, seen.sub, seen.selected_roleid, seen.session_urid, seen.refresh_count],
    [200, doctor.cis2_sub, doctor.roles[1].id, doctor.roles[1].id, 0])
  const [asked] = await scene.simulator.received('platform', 'token')
  assert.deepEqual([asked.client_auth, asked.params.client_id], ['private_key_jwt', undefined])

  await sleep(limit * 1000)
  const second = await token('personal')
  assert.equal((await personal(second.json.access_token, identity.role.id)).refresh_count, 1)
  assert.deepEqual(await grants('platform'), [byExchange, 'refresh_token'])

  // Its refresh token is good for once: lost with an answer, the ID token buys another.
  await scene.simulator.fault('platform', { endpoint: 'token', grant_type: 'refresh_token', kind: 'drop_after' })
  await sleep(limit * 1000)
  const third = await token('personal')
  assert.equal(third.code, exitCode.done, third.stdout)
  assert.equal((await personal(third.json.access_token, identity.role.id)).refresh_count, 0)
  assert.deepEqual((await grants('platform')).slice(2), ['refresh_token', byExchange])
  assert.deepEqual(await grants('cis2'), ['authorization_code']) // The session's own grant was never touched.
  assert.equal((await scene.status()).json.state, 'signed_in')
})

test('what the platform refuses ends no session, and IT is told what it said', async () => {
  const wrong = direct()
  wrong.environment.Audiences.personal.ClientKeyId = 'another'
  await scene.fresh(wrong)
  await scene.signIn('nurse')
  const answer = await token('personal')
  assert.equal(answer.json.error.code, 'unavailable', answer.stdout)
  assert.equal((await scene.status()).json.state, 'signed_in')
  assert.equal(scene.audited('exchange_failed').at(-1).error.code, 'token.subject_refused')
  assert.match(readFileSync(scene.log('agent.log'), 'utf8'), /token\.subject_refused.*no matching public key/)
})

test('a live profile exchanges nothing on the desktop', async () => {
  await scene.fresh(direct({ Live: true }))
  await scene.signIn('nurse')
  const answer = await token('personal')
  assert.equal(answer.code, exitCode.denied, answer.stdout)
  assert.deepEqual(await scene.simulator.received('platform', 'token'), [])
  const { stdout } = await scene.admin('policy', 'check')
  assert.match(stdout, /policy\.live_exchange/)
})

test('the gateway exchanges the token in hand, without a refresh', async () => {
  const { exchange, meds } = resources
  await scene.fresh({
    apps: apps({ [exchange.audience]: exchange.scopes, [meds.audience]: meds.scopes, 'urn:nobody': ['*'] }),
    environment: { Audiences: {
      [exchange.audience]: { Method: 'exchange', Scope: exchange.scopes.join(' '), TokenLimitSeconds: limit },
      [meds.audience]: { Method: 'exchange', Scope: meds.scopes.join(' ') },
      'urn:nobody': { Method: 'exchange' },
    } },
  })
  await scene.signIn('nurse')
  const get = (resource, accessToken) => fetch(resource.http_url, { headers: { authorization: `Bearer ${accessToken}` } })
  const first = await token(exchange.audience)
  assert.equal(first.code, exitCode.done, first.stdout)
  assert.equal((await get(exchange, first.json.access_token)).status, 200)
  assert.equal((await get(meds, first.json.access_token)).status, 401)
  assert.equal((await token(exchange.audience)).json.access_token, first.json.access_token)
  await sleep(limit * 1000)
  assert.notEqual((await token(exchange.audience)).json.access_token, first.json.access_token)
  assert.equal((await get(meds, (await token(meds.audience)).json.access_token)).status, 200)
  assert.deepEqual((await grants('gateway')).filter((grant) => grant === 'refresh_token'), [])

  const refused = await token('urn:nobody')
  assert.equal(refused.json.error.code, 'unavailable', refused.stdout)
  assert.equal((await scene.status()).json.state, 'signed_in')
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
