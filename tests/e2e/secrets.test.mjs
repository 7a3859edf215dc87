// SPDX-License-Identifier: MIT
// Nothing that could be used to be somebody is found where somebody could find it (P64): logs, audit,
// configuration, runtime files, arguments, environments, core files. Secrets that the test cannot
// see are known by their fingerprints from the simulator's record.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { start, until } from './stage/processes.mjs'
import { Scene } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

const secretParams = ['code', 'code_verifier', 'refresh_token', 'token', 'id_token_hint', 'access_token', 'client_assertion']
const tokens = new Set()
const fingerprints = new Set()
const fingerprint = (word) => `sha256:${createHash('sha256').update(word).digest('hex').slice(0, 12)}`

async function rememberRecorded() {
  for (const process of ['gateway', 'cis2']) {
    for (const { params } of await scene.simulator.received(process)) {
      for (const name of secretParams)
        for (const value of [params?.[name] ?? []].flat()) fingerprints.add(value)
    }
  }
}

/** What of our secrets is in `text`: whole tokens, their signatures, or anything with a known fingerprint. */
function secretsIn(text) {
  const words = new Set(text.match(/[\w.~+-]{16,}/g) ?? [])
  const parts = [...words].flatMap((word) => [word, ...word.split('.')])
  return [
    ...parts.filter((word) => fingerprints.has(fingerprint(word))),
    ...[...tokens].filter((token) => text.includes(token) || text.includes(token.split('.').at(-1))),
    ...(text.match(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}/g) ?? []),
  ].map((word) => `${word.slice(0, 6)}... (${word.length})`)
}

/** Every regular file below `folder` but those of other programs: the browser, the keyring, the simulator. */
function filesBelow(folder) {
  const others = [join(scene.dir, 'browser'), join(scene.dir, 'simulator'), join(scene.dir, 'home', '.local', 'share', 'keyrings'),
    join(scene.dir, 'home', '.cache'), join(scene.dir, 'home', '.pki')]
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (others.includes(path)) return []
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
  })
}

/** Arguments and environments of every process of this scene. */
function processTexts() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
      if (!environment.includes(scene.dir)) return []
      return [[`/proc/${pid}/environ`, environment], [`/proc/${pid}/cmdline`, readFileSync(`/proc/${pid}/cmdline`, 'latin1')]]
    } catch { return [] } // It has ended.
  })
}

function findings() {
  const texts = [...filesBelow(scene.dir).map((path) => [path, readFileSync(path, 'latin1')]), ...processTexts()]
  return texts.flatMap(([where, text]) => secretsIn(text).map((what) => `${where}: ${what}`))
}

const cores = join(scene.dir, 'cores')
mkdirSync(cores)
await scene.fresh({ agent: { by: ['sh', '-c', 'ulimit -c unlimited; exec "$0" "$@"'], cwd: cores, env: { QT_LOGGING_RULES: 'lanyard.*=true' } } })

test('a day of everything that can happen leaves no secret anywhere', async () => {
  const { simulator } = scene
  const refresh = { endpoint: 'token', grant_type: 'refresh_token' }
  await scene.signIn('doctor')
  tokens.add(await scene.token())
  for (const fault of [{ kind: 'status', status: 500 }, { kind: 'garbage' }, { kind: 'truncate' }, { kind: 'captive' }, { kind: 'drop_before' }]) {
    await scene.cli('sign-out') // Or the agent has a fresh token, and asks nobody.
    await scene.signIn('doctor')
    await simulator.fault('gateway', { ...refresh, ...fault })
    await scene.cli('token', '--audience', simulator.resources.meds.audience)
  }
  await scene.sample()
  await scene.cli('sign-out')
  const refused = scene.cli('sign-in')
  await (await scene.signInPage()).click('cancel')
  await refused
  await simulator.set('gateway', { id_token: { set: { nonce: 'another' } } })
  await scene.signIn('nurse')
  await simulator.set('gateway', { id_token: {} })
  await scene.signIn('nurse')
  tokens.add(await scene.token())
  await rememberRecorded()
  assert.ok(fingerprints.size >= 8, `only ${fingerprints.size} secrets are known`)
  assert.ok(processTexts().some(([, text]) => text.includes('lanyard-agent')), 'the agent was not looked at')
  assert.deepEqual(findings(), [])
})

test('a crash leaves no core file', async () => {
  // Where the system keeps core files elsewhere, or hands them to a program, the limit must say it.
  const crash = 'ulimit -c unlimited; kill -ABRT $$'
  await start('sh', ['-c', crash], { cwd: cores }).ended
  const leavesFiles = readdirSync(cores).length > 0
  for (const file of readdirSync(cores)) rmSync(join(cores, file))

  const limits = readFileSync(`/proc/${scene.agent.pid}/limits`, 'utf8').match(/Max core file size.*/)[0]
  process.kill(scene.agent.pid, 'SIGABRT')
  await until('the agent to end', () => scene.agent.exitCode !== null || scene.agent.signalCode !== null)
  assert.deepEqual(readdirSync(cores), [])
  assert.ok(leavesFiles || /size +0 /.test(limits), limits)
  assert.deepEqual(findings(), [])
})

test('the scanner finds what is planted, by value and by fingerprint', () => {
  const planted = join(scene.dir, 'log', 'planted.log')
  const word = 'planted-refresh-token-0123456789'
  for (const text of [`note: ${[...tokens][0]}\n`, `{"refresh_token":"${word}"}`]) {
    fingerprints.add(fingerprint(word))
    writeFileSync(planted, text)
    assert.ok(statSync(planted).isFile())
    assert.equal(findings().length > 0, true, text.slice(0, 20))
  }
  rmSync(planted)
})

test('the audit trail is sound', async () => {
  const { code, stdout } = await scene.admin('audit', 'verify')
  assert.equal(code, 0, stdout)
})
