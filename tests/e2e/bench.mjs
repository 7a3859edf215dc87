// SPDX-License-Identifier: MIT
// The figures of docs/performance.md: a signed-in scene, and lanyard-bench in it. Prints its table
// and, as the last line, its JSON.
//
//   bench.mjs --bin DIR [--windows] [--json] [--calls N] [--runs N]
//
// --windows: DIR has Windows programs, which run under Wine.

import { parseArgs } from 'node:util'
import { run, stopAll } from './stage/processes.mjs'
import { Scene, exitCode } from './stage/scene.mjs'
import { WineScene } from './stage/wine_scene.mjs'

const { values: option } = parseArgs({
  options: {
    bin: { type: 'string' },
    windows: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    calls: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '5' },
  },
})

async function main() {
  const scene = await (option.windows ? WineScene : Scene).open({ bin: option.bin })
  const { records } = scene.simulator.resources
  const bench = {
    name: 'bench', match: scene.match('lanyard-bench'), operations: ['token'],
    audiences: { [records.audience]: records.scopes }, requests_per_second: 10_000,
  }
  scene.configure({ apps: [...scene.usualApps(), bench] })
  await scene.startAgent({ args: [] })
  const signedIn = await scene.signIn()
  if (signedIn.code !== exitCode.done) throw new Error(`the sign-in failed: ${signedIn.stdout}`)
  const [command, ...words] = scene.command('lanyard-bench')
  return run(command, [...words, '--agent', scene.path(scene.program('lanyard-agent')), '--config-dir', scene.path(scene.config),
    '--audience', records.audience, '--signed-in-already', '--calls', option.calls, '--runs', option.runs],
  { env: scene.agentEnv, timeoutMs: 300_000 })
}

try {
  const { code, stdout, stderr } = await main()
  process.stderr.write(stderr)
  process.stdout.write(option.json ? `${stdout.trimEnd().split('\n').pop()}\n` : stdout)
  process.exitCode = code
} catch (error) {
  process.stderr.write(`Failed: ${error.message}\n`)
  process.exitCode = 1
} finally {
  await stopAll()
}
