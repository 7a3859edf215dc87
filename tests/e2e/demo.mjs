// SPDX-License-Identifier: MIT
// The whole line once: simulator, agent, browser sign-in, a legacy program with its token, a
// renewal, a restart, and the audit trail verified. Every value of the last line was observed.
//
//   demo.mjs --bin DIR [--headless] [--json] [--persona NAME] [--pictures DIR]

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stopAll, until } from './stage/processes.mjs'
import { Scene, root } from './stage/scene.mjs'

const { values: option } = parseArgs({
  options: {
    bin: { type: 'string', default: join(root, 'build', 'dev', 'bin') },
    headless: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    persona: { type: 'string', default: 'nurse' },
    pictures: { type: 'string', default: join(root, 'build', 'demo') },
  },
})

const headless = option.headless || !process.env.DISPLAY
const say = (text) => process.stderr.write(`${text}\n`)

/** What a supplier's program was told and given. */
async function sample(scene) {
  const done = await scene.sample()
  if (done.code !== 0) throw new Error(`the sample program failed (${done.code}): ${done.stderr || done.stdout}`)
  return done.json
}

/** Rotated and used: the gateway saw one more refresh, and another token came of it. */
async function renewal(scene) {
  const before = (await scene.simulator.received('gateway', 'token')).length
  const { meds } = scene.simulator.resources
  const answer = await scene.cli('token', '--audience', meds.audience)
  const seen = (await scene.simulator.received('gateway', 'token')).slice(before)
  return answer.code === 0
    && seen.some((entry) => entry.params?.grant_type === 'refresh_token' && entry.status === 200)
}

/** The agent is stopped and started: the same session, and no second authorization request. */
async function restart(scene, session) {
  const asked = (await scene.simulator.received('gateway', 'authorize')).length
  await scene.stopAgent()
  await scene.startAgent()
  const resumed = await scene.reaches('signed_in')
  const askedAgain = (await scene.simulator.received('gateway', 'authorize')).length - asked
  return resumed.person?.uid === session.person?.uid && askedAgain === 0
}

async function main() {
  if (headless && !option.headless) say('No display: running headless.')
  const scene = await Scene.open({ bin: option.bin, isolated: headless })
  try {
    scene.simulator.persona(option.persona)
    mkdirSync(option.pictures, { recursive: true })
    if (scene.made.length > 0) say(`Made for this run: ${scene.made.join(', ')}.`)
    await scene.startAgent()
    await scene.reaches('signed_out')
    if (headless) {
      await scene.photograph(join(option.pictures, 'signed-out.png'), '^Lanyard')
      await scene.pressAction()
    } else {
      say('The browser opens at the sign-in page: choose a person there.')
      // As `lanyard sign-in` in a terminal: whoever waits for it, the sign-in is the person's.
      scene.cli('sign-in').catch(() => {})
    }
    const began = Date.now()
    const page = headless ? await scene.signInAs(option.persona) : null
    const session = await scene.reaches('signed_in', headless ? 60_000 : 600_000)
    if (page) {
      await until('the last page', async () => (await page.text()).length > 0)
      await page.photograph(join(option.pictures, 'result-page.png'))
      const address = await page.url()
      if (/[?&#]code=/.test(address)) throw new Error('the last page still carries the code')
    }
    await scene.photograph(join(option.pictures, 'signed-in.png'), '^Lanyard')
    const result = await sample(scene)
    say(`The sample program, for ${result.person} as ${result.role || 'no role'}: HTTP ${result.resource_status}.`)
    const refreshed = await renewal(scene)
    const restartResumed = await restart(scene, session)
    const audit = await scene.admin('audit', 'verify')
    const verified = audit.code === 0
    const summary = {
      ok: result.resource_status === 200 && refreshed && restartResumed && verified,
      person: result.person,
      role: result.role,
      context_id: result.context_id,
      resource_status: result.resource_status,
      refreshed,
      restart_resumed: restartResumed,
      audit_verified: verified,
      elapsed_ms: Date.now() - began,
    }
    if (!verified) say(audit.stdout + audit.stderr)
    say(`Pictures are in ${option.pictures}.`)
    if (!headless) {
      say('Press Ctrl-C to stop, or sign out in the Lanyard window.')
      await scene.reaches('signed_out', 3_600_000)
    }
    return summary
  } finally {
    await scene.close()
  }
}

try {
  const summary = await main()
  process.stdout.write(`${option.json ? JSON.stringify(summary) : `Done: ${JSON.stringify(summary, null, 2)}`}\n`)
  process.exitCode = summary.ok ? 0 : 1
} catch (error) {
  await stopAll()
  say(`Failed: ${error.message}`)
  if (option.json) process.stdout.write(`${JSON.stringify({ ok: false, error: error.message })}\n`)
  process.exitCode = 1
}
