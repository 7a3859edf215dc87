// SPDX-License-Identifier: MIT
// The agent is stopped at one point, and another is started on what it left: what became of the
// session?

import { until } from '../stage/processes.mjs'
import { exitCode } from '../stage/scene.mjs'
import { arrange } from './slots.mjs'

const interrupted = 'session.renewal_interrupted'

/** What an agent that is started now does first: go on with what is stored, or have somebody sign in; then serve a token. */
async function livesOn(scene, fresh) {
  const said = {}
  if (fresh) {
    said.signIn = await scene.cli('sign-in', '--timeout', '30')
    if (scene.hasEnded() || said.signIn.code !== exitCode.done) return said
  } else {
    await scene.settles()
    if (scene.hasEnded()) return said
  }
  said.token = await scene.ask()
  return said
}

/** Brings the store into `state`; afterwards no agent runs. */
async function prepare(scene, state) {
  await scene.killAgent()
  if (state.name === 'fresh') {
    await scene.forget()
    return
  }
  if (await scene.inForce() === 'none') {
    await scene.startMarked()
    const { code, stdout } = await scene.cli('sign-in', '--timeout', '30')
    if (code !== exitCode.done) throw new Error(`nobody could sign in: ${stdout}`)
    await scene.killAgent()
  }
  await arrange(scene.env, state, await scene.inForce())
}

/** The visits that an agent makes in that state when nobody stops it, in order: "name:n". */
export async function visitsIn(scene, state) {
  await prepare(scene, state)
  await scene.startMarked()
  const { token } = await livesOn(scene, state.name === 'fresh')
  if (token?.code !== exitCode.done) throw new Error(`${state.name}: no token though nothing was stopped: ${JSON.stringify(token)}`)
  return scene.passed()
}

/** Whether a token that was served is good, and of the context in force. */
async function isGood(scene, served, contextId) {
  return served.context_id === contextId && Date.parse(served.expires_at) > Date.now() && await scene.honours(served.access_token)
}

/** A refresh token that was spent and refreshed all the same, since `spent` was noted. */
function misused(refreshes) {
  const spent = new Set()
  return refreshes.filter(({ params, status }) => {
    const again = status === 200 && spent.has(params.refresh_token)
    if (status === 200) spent.add(params.refresh_token)
    return again
  }).length
}

/**
 * Stops the agent at the visit `at`, starts another, and answers `{stopped, became, stale, why}`.
 * `became`: "alive" (a good token was served), "ended" (the person is told), "never_begun" (nobody
 * had been told that somebody is signed in), or "lost".
 */
export async function visit(scene, state, at, { hasGrace }) {
  await prepare(scene, state)
  await scene.simulator.control('gateway', 'DELETE', '/record')
  await scene.startMarked(at)
  const before = await livesOn(scene, state.name === 'fresh')
  const stopped = scene.agent.signalCode === 'SIGKILL' || await hasBeenStopped(scene)
  await scene.killAgent()
  if (!stopped) return { stopped }

  const wasServed = before.token?.code === exitCode.done ? before.token.json : null
  const passed = scene.passed()
  await scene.startMarked()
  await scene.looks()
  const now = await until('an answer about the session', async () => {
    const { json } = await scene.status()
    return json && json.state !== 'signing_in' ? json : null
  }, { timeoutMs: 40_000, everyMs: 20 })
  const outcome = await judged(scene, now)
  if (outcome.became === 'lost' && state.name === 'fresh' && now.state === 'signed_out' && !now.reason && !passed.includes('grant_recorded:1'))
    outcome.became = 'never_begun'
  const isGood = wasServed && Date.parse(wasServed.expires_at) > Date.now() + 1_000 // It lives for seconds only.
  if (isGood && !await scene.honours(wasServed.access_token)) outcome.stale += 1
  if (outcome.became !== 'alive') // It is told before it is erased.
    await until('an empty keyring', async () => await scene.inForce() === 'none', { everyMs: 50 })
  const refreshes = (await scene.simulator.received('gateway', 'token')).filter(({ params }) => params.grant_type === 'refresh_token')
  if (!hasGrace) outcome.stale += misused(refreshes)
  return { stopped, ...outcome }
}

/** The system takes a moment to say so. */
const hasBeenStopped = (scene) => until('the end', () => scene.hasEnded(), { timeoutMs: 1_000, everyMs: 10 })
  .then(() => scene.agent.signalCode === 'SIGKILL', () => false)

async function judged(scene, now) {
  if (now.state !== 'signed_in')
    return { became: now.reason?.code === interrupted ? 'ended' : 'lost', stale: 0, why: `${now.state}, ${now.reason?.code ?? 'no reason'}` }
  const answer = await scene.ask()
  if (answer.code !== exitCode.done) {
    const { json } = await scene.status()
    const isTold = json?.state === 'ended' && json.reason?.code === interrupted
    return { became: isTold ? 'ended' : 'lost', stale: 0, why: `${json?.state}, ${json?.reason?.code ?? answer.stdout}` }
  }
  return { became: 'alive', stale: await isGood(scene, answer.json, now.context_id) ? 0 : 1, why: '' }
}
