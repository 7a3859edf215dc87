// SPDX-License-Identifier: MIT
// The line on Windows, as far as Wine shows it: the agent and the programs as they were cross-built,
// a sign-in in the machine's browser, a token for a supplier's program, a restart.
//
//   windows.mjs --bin DIR     prints one line of JSON; every value was observed

import { parseArgs } from 'node:util'
import { stopAll } from './stage/processes.mjs'
import { WineScene } from './stage/wine_scene.mjs'

const { values: option } = parseArgs({ options: { bin: { type: 'string', default: 'build/windows/bin' } } })

async function line() {
  const scene = await WineScene.open({ bin: option.bin })
  try {
    await scene.startAgent()
    const signIn = await scene.signIn('nurse')
    const status = (await scene.status()).json
    const sample = await scene.sample()
    const stored = await scene.stored()
    const verified = await scene.admin('audit', 'verify')
    await scene.killAgent()
    await scene.startAgent()
    const again = await scene.reaches('signed_in').catch(() => scene.status())
    return {
      signed_in: signIn.code === 0 && status?.state === 'signed_in',
      token_via_sample: sample.json?.resource_status === 200,
      audit_verified: verified.code === 0,
      stored: stored !== '',
      resumed: again?.person?.uid === status?.person?.uid && again?.person !== undefined,
    }
  } finally {
    await scene.close()
  }
}

try {
  const seen = await line()
  const ok = Object.values(seen).every(Boolean)
  process.stdout.write(`${JSON.stringify({ ok, ...seen })}\n`)
  process.exitCode = ok ? 0 : 1
} catch (error) {
  await stopAll()
  process.stdout.write(`${JSON.stringify({ ok: false, error: error.message })}\n`)
  process.exitCode = 1
}
