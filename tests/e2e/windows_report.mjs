// SPDX-License-Identifier: MIT
// What became of `./dev windows --json`: one line of JSON from what its steps left behind.
//
//   windows_report.mjs --build DIR

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values: option } = parseArgs({
  options: { build: { type: 'string', default: 'build/windows' } },
})

/** What Qt Test wrote of every test function that was left out, with its reason. */
function skipped() {
  return readdirSync(join(option.build, 'tests'), { recursive: true })
    .filter((name) => /tst_[^/]*\.txt$/.test(name)).sort()
    .flatMap((name) => readFileSync(join(option.build, 'tests', name), 'utf8').split('\n'))
    .filter((line) => line.startsWith('SKIP'))
    .map((line) => line.replace(/^SKIP\s*:\s*/, '').trim())
}

/** CTest's own count of programs. */
function tests() {
  const file = join(option.build, 'tests.xml')
  const head = existsSync(file) ? /<testsuite[^>]*>/s.exec(readFileSync(file, 'utf8'))?.[0] : undefined
  if (!head) return { passed: 0, failed: 1, skipped: [], reason: 'the tests left no report' }
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0)
  return { passed: number('tests') - number('failures') - number('disabled') - number('skipped'),
    failed: number('failures'), skipped: skipped() }
}

function endToEnd() {
  const file = join(option.build, 'e2e.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { ok: false, error: 'it was not run' }
}

/** The package, as installer/windows/package called it. */
function packaged() {
  const folder = join(option.build, 'package')
  const name = existsSync(folder) && readdirSync(folder).find((each) => each.endsWith('.msi'))
  return name ? join(folder, name) : ''
}

const bytes = (file) => (existsSync(file) ? statSync(file).size : 0)
const { ok: isWhole, ...e2e } = endToEnd()
const wine = tests()
const msi = packaged()
const ok = isWhole && wine.failed === 0 && wine.passed > 0 && bytes(msi) > 0
process.stdout.write(`${JSON.stringify({
  ok, msi, msi_bytes: bytes(msi),
  agent_bytes: bytes(join(option.build, 'bin', 'lanyard-agent.exe')), wine_tests: wine, e2e,
})}\n`)
process.exitCode = ok ? 0 : 1
