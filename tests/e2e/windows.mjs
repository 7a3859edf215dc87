// SPDX-License-Identifier: MIT
// The life of a Windows ward PC, as far as Wine shows it: installed by IT, a sign-in in the machine's
// browser, tokens for suppliers' programs, a crash, an upgrade, a removal.
//
//   windows.mjs --bin DIR --msi FILE --newer FILE [--bin32 DIR] [--out FILE]
//
// Prints one line of JSON, and writes it to FILE; every value was observed, or is the reason why it
// could not be.

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InstalledScene, installerCode } from './stage/installed_scene.mjs'
import { stopAll, until, withDeadline } from './stage/processes.mjs'
import { exitCode, root } from './stage/scene.mjs'

const { values: option } = parseArgs({
  options: {
    bin: { type: 'string', default: 'build/windows/bin' },
    bin32: { type: 'string', default: 'build/windows-x86/bin' },
    msi: { type: 'string' },
    newer: { type: 'string' },
    out: { type: 'string' },
  },
})

const seen = {}

/** A supplier's program with our library beside it, as suppliers ship it. */
function supplier(scene, bin, bits) {
  const folder = join(scene.administrators, `supplier-${bits}`)
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(bin, 'client-example.exe'), join(folder, 'example.exe'))
  copyFileSync(scene.library(bits), join(folder, 'lanyard.dll'))
  return join(folder, 'example.exe')
}

/** A script that makes itself a Lanyard.Client, and what the script host is. */
function script(scene) {
  const file = join(scene.administrators, 'token.vbs')
  copyFileSync(join(root, 'app/sample/vbscript/token.vbs'), file)
  return { host: join(scene.drive, 'windows', 'system32', 'cscript.exe'), file }
}

/** Whether the person who is signed in is the one of `before`. */
async function isResumed(scene, before) {
  const again = await scene.reaches('signed_in').catch(() => scene.status())
  return again?.person !== undefined && again.person.uid === before.person.uid
}

async function live(scene) {
  seen.installed = ['lanyard-agent', 'lanyard', 'lanyard-admin'].every((name) => scene.isThere(name))
  const { records } = scene.simulator.resources
  const example = supplier(scene, option.bin, 'x64')
  const vbs = script(scene)
  scene.configure({ apps: [...scene.usualApps(), {
    name: 'supplier', match: scene.matchOf(example), operations: ['token'],
    audiences: { [records.audience]: records.scopes }, identity: [],
  }, {
    name: 'scripts', match: scene.matchOf(vbs.host), accept_script_host: true, operations: ['token', 'identity'],
    audiences: { [records.audience]: records.scopes }, identity: ['person', 'role', 'permissions'],
  }] })
  await scene.startAgent()
  const signIn = await scene.signIn('nurse')
  const status = (await scene.status()).json
  seen.signed_in = signIn.code === 0 && status?.state === 'signed_in'
  seen.token_via_cli = (await scene.token('meds')).length > 0
  seen.token_via_pipe = (await scene.sample()).json?.resource_status === 200
  seen.token_via_dll_x64 = (await scene.wine([scene.path(example), records.audience])).code === 0
  seen.token_via_dll_x86 = existsSync('/usr/lib/wine/wine')
    ? (await scene.wine([scene.path(supplier(scene, option.bin32, 'x86')), records.audience])).code === 0
    : 'skipped: no 32-bit Wine is installed'
  const spoken = await scene.wine(['cscript', '//nologo', scene.path(vbs.file), records.audience])
  seen.token_via_com = spoken.code === 0 && /^Token +\d+ characters/m.test(spoken.stdout)
    && spoken.stdout.includes(status.person.name)
  if (!seen.token_via_com) process.stderr.write(`cscript: ${spoken.code} ${spoken.stdout}${spoken.stderr}\n`)
  seen.audit_verified = (await scene.admin('audit', 'verify')).code === 0
  seen.stored = await scene.stored() !== ''

  await scene.killAgent()
  await scene.startAgent()
  seen.resumed = await isResumed(scene, status)
  return status
}

/** The agent runs, and is another one afterwards, with the same person. */
async function upgrade(scene, status) {
  const first = scene.agent
  const { code } = await scene.msiexec('/i', option.newer)
  await withDeadline(first.ended, 30_000, 'the old agent to have ended')
  await until('the new agent', async () => (await scene.status()).code !== exitCode.noAgent)
  scene.configure() // The programs are others now, and apps.json names them by what is in them.
  seen.upgraded = code === installerCode.done && scene.versions().join() === '99.0.0'
    && await isResumed(scene, status)
}

/** While somebody is signed in: revoked, erased, and nothing left but what is kept on purpose. */
async function remove(scene) {
  const kept = /ProgramData\/Lanyard(\/(audit|audit-heads)(\/.*)?|\/(apps|roles)\.json)?$|Policies\\Lanyard/
  const { code } = await scene.msiexec('/x', option.newer)
  const left = (await scene.remains()).filter((name) => !kept.test(name))
  // The list of logons says nothing of the session.
  const records = (await scene.stored()).split('\n').filter((line) => !line.includes('/logons'))
  seen.revoked_at_removal = scene.audited('token_revoked').length > 0 && records.join('') === ''
  seen.removed_clean = code === installerCode.done && left.length === 0
  if (left.length > 0) process.stderr.write(`left: ${left.join(', ')}\n`)
}

try {
  const scene = await InstalledScene.open({ bin: option.bin, msi: option.msi })
  await upgrade(scene, await live(scene))
  await remove(scene)
  await scene.close()
} catch (error) {
  seen.error = error.message
  await stopAll()
}
const passed = (value) => value === true || String(value).startsWith('skipped: ')
const line = JSON.stringify({ ok: Object.values(seen).every(passed), ...seen })
if (option.out) writeFileSync(option.out, `${line}\n`)
process.stdout.write(`${line}\n`)
process.exitCode = line.startsWith('{"ok":true') ? 0 : 1
