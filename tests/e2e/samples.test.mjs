// SPDX-License-Identifier: MIT
// The samples of docs/clients, each as a supplier's program on this PC: refused without an entry in
// apps.json, given a token by one, and told why not in between. PowerShell, VBA, VB6 and VBScript are
// Windows' own: docs/clients/README.md says what is done for them.

import assert from 'node:assert/strict'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { run } from './stage/processes.mjs'
import { Scene, root } from './stage/scene.mjs'

const scene = await Scene.open()
after(() => scene.close())

const { records } = scene.simulator.resources
const built = (name) => join(scene.bin, 'samples', name)
const jars = ['jna.jar', 'jna-platform.jar'].map((name) => join('/usr/share/java', name))

/** `host` runs what anybody gives it, so that its rule has to accept that. `made` by a compiler. */
const samples = [
  { name: 'c', program: scene.program('client-example') },
  { name: 'cpp', program: built('token-cpp') },
  { name: 'pascal', program: built('token-pascal') },
  { name: 'csharp', host: '/usr/bin/mono', args: [built('Token.exe')], made: built('Token.exe') },
  { name: 'java', host: '/usr/bin/java', args: ['-cp', [built(''), ...jars].join(':'), 'Token'], made: built('Token.class') },
  { name: 'python', host: '/usr/bin/python3', args: [join(root, 'app/sample/python/token_get.py')] },
]

function missing({ program, host, made = program ?? host }) {
  return [host ?? program, made].find((file) => !existsSync(file))
}

const here = []
for (const sample of samples) {
  const file = missing(sample)
  if (!file) {
    here.push({ args: [], ...sample, program: realpathSync(sample.host ?? sample.program) })
    continue
  }
  test(`the sample in ${sample.name}`, { skip: !process.env.CI && `${file} is not there: tests/environment/install` }, () => {
    assert.fail(`${file} is not there`)
  })
}

const entries = (more) => here.map(({ name, program, host }) => ({
  name, match: scene.matchOf(program), operations: ['token'], audiences: { [records.audience]: records.scopes },
  ...(host && { accept_script_host: true }), ...more,
}))

const ask = ({ program, args }, audience = records.audience) => run(program, [...args, audience],
  { env: { ...scene.agentEnv, LD_LIBRARY_PATH: scene.bin } })

/** Whether the audit trail holds that this program was refused for that. */
const isOnRecord = (app, code) => scene.audited().some((line) => line.app === app && line.error?.code === code)

/** Every sample fails, with that word first and nothing of a token before it. */
async function allRefused(code, pattern = /\(LY-.*\)\n$/) {
  for (const sample of here) {
    const { code: exit, stdout, stderr } = await ask(sample)
    const said = `${sample.name}: ${exit} ${stdout}${stderr}`
    assert.equal(exit, 1, said)
    assert.ok(stderr.startsWith(`${code}: `), said)
    assert.match(stderr, pattern, said)
    assert.doesNotMatch(stdout, /token/i, said)
  }
}

test('without an entry in apps.json every sample is denied', async () => {
  await scene.fresh()
  await scene.signIn('nurse')
  await allRefused('denied')
  for (const { name, program } of here)
    assert.ok(isOnRecord(program, 'app.unknown'), `${name} is not on record`)
})

test('an entry for an interpreter is not taken unless it accepts that this runs anybody\'s code', async () => {
  await scene.fresh({ apps: entries({ accept_script_host: false }) })
  const { code, stdout } = await scene.admin('apps', 'check')
  assert.equal(code, 1)
  assert.match(stdout, /runs anybody's code/)
  for (const sample of here) assert.match((await ask(sample)).stderr, /^denied: /, sample.name)
})

test('with one, and nobody signed in, every sample says that', async () => {
  await scene.fresh({ apps: [...scene.usualApps(), ...entries()] })
  await allRefused('signed_out')
})

test('somebody signed in, every sample gets a token, and shows none', async () => {
  await scene.signIn('nurse')
  for (const sample of here) {
    const { code, stdout, stderr } = await ask(sample)
    assert.equal(code, 0, `${sample.name}: ${stdout}${stderr}`)
    assert.doesNotMatch(stdout + stderr, /[\w-]{40,}\.[\w-]+|[\w-]{64,}/, sample.name)
    if (sample.name === 'c') assert.match(stdout, /^a token for .* until \d{10}\n$/)
    else {
      assert.match(stdout, /signed_in/, sample.name)
      assert.ok(Number(/^Token +(\d+) characters\n$/m.exec(stdout)?.[1]) > 20, `${sample.name}: ${stdout}`)
    }
    assert.ok(scene.audited('token_issued').some(({ app }) => app === sample.name), `${sample.name} is not on record`)
  }
})

test('an audience that policy does not give them is denied', async () => {
  for (const sample of here) assert.match((await ask(sample, 'https://other.example')).stderr, /^denied: /, sample.name)
})

test('without an agent every sample says so at once', async () => {
  await scene.stopAgent()
  await allRefused('no_agent', /^no_agent: /)
})
