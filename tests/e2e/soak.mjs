// SPDX-License-Identifier: MIT
// Twenty programs ask for tokens while the person comes and goes, the desktop locks and the provider
// ails, at random from a seed that is printed. Every answer is checked: never stale, never of another
// context; and the agent must not grow. The last line is the count, as JSON.
//
//   soak.mjs --bin DIR [--minutes N] [--seed N] [--json]

import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Figures } from './soak/figures.mjs'
import { Ledger } from './soak/ledger.mjs'
import { Pipe } from './soak/pipe.mjs'
import { Chance } from './soak/random.mjs'
import { Troubles } from './soak/troubles.mjs'
import { Login } from './stage/login.mjs'
import { stopAll } from './stage/processes.mjs'
import { ScriptedScene } from './stage/scripted_scene.mjs'

const clients = 20
const tokenLife = 20 // Seconds: everybody's token is renewed every few.
const mayGrow = { rss: 0.1, handles: 8, threads: 4 } // Of memory a part, of the others so many.

const { values: option } = parseArgs({
  options: {
    bin: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const say = (line) => { if (!option.json) process.stdout.write(`${line}\n`) }
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

/** The programs are this one: an interpreter, which the rule has to accept by name. */
function programs({ records, meds, exchange }) {
  const path = realpathSync(process.execPath)
  return [{
    name: 'soak', match: { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }, accept_script_host: true,
    operations: ['sign_in', 'sign_out', 'token', 'identity', 'events'], identity: ['person'], requests_per_second: 10_000,
    audiences: Object.fromEntries([records, meds, exchange].map(({ audience, scopes }) => [audience, scopes])),
  }]
}

async function openScene() {
  const scene = await ScriptedScene.open({ bin: option.bin })
  const { records, meds, exchange } = scene.simulator.resources
  scene.configure({
    apps: programs(scene.simulator.resources),
    environment: {
      Audiences: {
        [records.audience]: { Method: 'resource', Scope: records.scopes.join(' ') },
        [meds.audience]: { Method: 'resource', Scope: meds.scopes.join(' ') },
        [exchange.audience]: { Method: 'exchange', Scope: exchange.scopes.join(' ') },
      },
      MinimumIdentityLevel: 0,
    },
  })
  await scene.simulator.set('gateway', { access_token_s: tokenLife })
  return scene
}

/** One program's day. */
async function client({ path, ledger, chance, audiences, isOver }) {
  let pipe = await Pipe.open(path)
  let seen // The context it was told last.
  while (!isOver()) {
    const audience = chance.one(audiences)
    const contextId = seen && chance.happens(0.3) ? seen : undefined
    const asked = { sentAt: Date.now(), audience, contextId }
    const timeout = chance.one([2_000, 5_000, 10_000])
    const answer = await pipe.ask('token.get',
      { audience, min_valid_s: chance.between(1, tokenLife / 2), context_id: contextId, timeout_ms: timeout }, timeout + 2_000)
    ledger.take(answer, asked)
    seen = answer?.result?.context_id ?? (answer?.error?.data.code === 'context_changed' ? undefined : seen)
    if (chance.happens(0.05)) {
      pipe.close()
      pipe = await Pipe.open(path)
    }
    await pause(chance.below(answer?.result ? 200 : 1_000)) // Who is refused is in less of a hurry.
  }
  pipe.close()
}

async function main() {
  const seed = option.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(option.seed)
  const chance = new Chance(seed)
  say(`seed ${seed}`)
  const scene = await openScene()
  const login = await Login.open({ dir: scene.dir, env: scene.env, program: join(scene.bin, '..', 'tests', 'e2e', 'login_service') })
  await scene.startAgent({ env: login.env })
  const path = join(scene.env.XDG_RUNTIME_DIR, `lanyard-${scene.env.XDG_SESSION_ID}`, 'agent.sock')
  const ledger = new Ledger()
  const troubles = new Troubles({ scene, pipe: await Pipe.open(path), login, ledger, chance: chance.another() })
  await troubles.signIn()

  const end = Date.now() + Number(option.minutes) * 60_000
  const isOver = () => Date.now() >= end
  const audiences = Object.values(scene.simulator.resources).map(({ audience }) => audience).filter(Boolean)
  const figures = new Figures(scene.agent.pid)
  figures.begin(500)
  await Promise.all([troubles.keepComing(isOver),
    ...Array.from({ length: clients }, () => client({ path, ledger, chance: chance.another(), audiences, isOver }))])
  figures.end()
  await troubles.end()
  const { code } = await scene.admin('audit', 'verify')
  return report({ seed, ledger, troubles, figures, isTrailSound: code === 0 })
}

function report({ seed, ledger, troubles, figures, isTrailSound }) {
  const [rss, handles, threads] = ['rss', 'handles', 'threads'].map((what) => figures.of(what))
  const growth = Math.round((rss.last / rss.first - 1) * 1000) / 10
  say(`befell: ${JSON.stringify(troubles.count)}`)
  say(`memory ${rss.first} -> ${rss.last} KiB (most ${rss.most}), handles ${handles.first} -> ${handles.last}, threads ${threads.first} -> ${threads.last}`)
  for (const oddity of ledger.oddities) say(`odd: ${oddity}`)
  if (!isTrailSound) say('odd: the audit trail is not sound')
  process.stdout.write(`${JSON.stringify({
    seed, minutes: Number(option.minutes), requests: ledger.requests, served: ledger.served, errors: ledger.errors,
    stale: ledger.stale, cross_context: ledger.crossContext, unanswered: ledger.unanswered,
    rss_kib: [rss.first, rss.last], rss_growth_percent: growth, fds: [handles.first, handles.last], fd_growth: handles.last - handles.first,
  })}\n`)
  const hasGrown = growth > mayGrow.rss * 100 || handles.last - handles.first > mayGrow.handles || threads.last - threads.first > mayGrow.threads
  return ledger.isSound && !hasGrown && isTrailSound ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`Failed: ${error.stack}\n`)
  process.exitCode = 1
} finally {
  await stopAll()
}
