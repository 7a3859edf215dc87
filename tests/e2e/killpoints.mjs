// SPDX-License-Identifier: MIT
// Stops the agent at every point between the answer of the provider and the token of a program, in
// every state of the two-slot store, starts it again and looks what became of the session. Prints
// one line for each visit and, as the last line, the count:
//
//   {"points":n,"visited":n,"sessions_lost":0,"stale_served":0}
//
//   killpoints.mjs --bin DIR [--json] [--only POINT,...] [--states NAME;...] [--grace SECONDS] [--brief]
//
// --only, --states: these alone. --grace: the provider has a grace for reuse, and no session may
// end. --brief: of the visits to one point in one state, the last alone.

import { parseArgs } from 'node:util'
import { KillScene } from './kill/kill_scene.mjs'
import { states } from './kill/slots.mjs'
import { visit, visitsIn } from './kill/visit.mjs'
import { stopAll } from './stage/processes.mjs'

const { values: option } = parseArgs({
  options: {
    bin: { type: 'string' },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    states: { type: 'string' },
    grace: { type: 'string' },
    brief: { type: 'boolean', default: false },
  },
})

const all = [{ name: 'fresh' }, ...states]
const say = (line) => { if (!option.json) process.stdout.write(`${line}\n`) }

/** The visits to make: all, or the last to each point. */
function chosen(visits, points) {
  const wanted = visits.filter((each) => points.includes(each.split(':')[0]))
  if (!option.brief) return wanted
  return [...new Map(wanted.map((each) => [each.split(':')[0], each])).values()]
}

async function main() {
  const scene = await KillScene.open({ bin: option.bin })
  const points = option.only?.split(',') ?? await scene.points()
  const wanted = option.states?.split(';')
  if (option.grace) await scene.simulator.set('gateway', { reuse_grace_s: Number(option.grace) })
  const visited = new Set()
  const count = { alive: 0, ended: 0, never_begun: 0, lost: 0 }
  let stale = 0
  for (const state of all.filter(({ name }) => !wanted || wanted.includes(name))) {
    for (const at of chosen(await visitsIn(scene, state), points)) {
      const { stopped, became, stale: more, why } = await visit(scene, state, at, { hasGrace: Boolean(option.grace) })
      if (!stopped) {
        say(`${state.name} | ${at} | not reached`)
        continue
      }
      visited.add(at.split(':')[0])
      count[became] += 1
      stale += more
      say(`${state.name} | ${at} | ${became}${why ? ` (${why})` : ''}${more ? ', STALE' : ''}`)
    }
  }
  const missed = points.filter((point) => !visited.has(point))
  if (missed.length > 0) say(`not visited: ${missed.join(', ')}`)
  say(`stopped ${count.alive + count.ended + count.never_begun + count.lost} times: ${JSON.stringify(count)}`)
  process.stdout.write(`${JSON.stringify({ points: points.length, visited: visited.size, sessions_lost: count.lost, stale_served: stale })}\n`)
  const hasEndedInGrace = option.grace && count.ended > 0
  return missed.length === 0 && count.lost === 0 && stale === 0 && !hasEndedInGrace ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`Failed: ${error.stack}\n`)
  process.exitCode = 1
} finally {
  await stopAll()
}
