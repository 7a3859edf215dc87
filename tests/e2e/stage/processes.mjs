// SPDX-License-Identifier: MIT
// Everything that is started is started here, in a process group of its own, and stopped here:
// at the end, after a failure and after Ctrl-C.

import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

const running = new Set()

/** Starts a program in the background; its output goes to `log`, unless `stdout` is 'pipe'. */
export function start(command, args, { env, log, cwd, stdin = 'ignore', stdout } = {}) {
  const out = log ? openSync(log, 'a', 0o600) : 'ignore'
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    stdio: [stdin, stdout ?? out, out],
    detached: true,
  })
  if (log) closeSync(out)
  child.ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', (error) => resolve({ code: 127, error }))
  }).finally(() => running.delete(child))
  running.add(child)
  return child
}

/** Runs a program to its end and answers `{code, stdout, stderr}`. Never throws for an exit code. */
export async function run(command, args, { env, input, timeoutMs = 60_000 } = {}) {
  const child = spawn(command, args, { env: env ?? process.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  running.add(child)
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8')
    child[name].on('data', (data) => { text[name] += data })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), timeoutMs)
  try {
    const [code, signal] = await new Promise((resolve) => {
      child.once('close', (...how) => resolve(how))
      child.once('error', (error) => { text.stderr += error.message; resolve([127, null]) })
    })
    return { code: code ?? 128, signal, ...text }
  } finally {
    clearTimeout(timer)
    running.delete(child)
  }
}

/** The first line `child` prints, or an error that says how it ended instead. */
export async function firstLine(child, what, timeoutMs = 30_000) {
  let text = ''
  child.stdout.setEncoding('utf8')
  const line = (async () => {
    for await (const chunk of child.stdout) {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) return text.slice(0, end)
    }
    throw new Error(`${what} ended without a line`)
  })()
  return withDeadline(line, timeoutMs, `${what} to print a line`)
}

function signalGroup(child, signal) {
  try { process.kill(-child.pid, signal) } catch { /* It has gone already. */ }
}

/** Asks `child` to stop, and insists after five seconds. */
export async function stop(child) {
  if (!child || !running.has(child)) return
  signalGroup(child, 'SIGTERM')
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000)
  await child.ended
  clearTimeout(timer)
  signalGroup(child, 'SIGKILL') // Whatever it left behind in its group.
}

/** Kills without asking, as a power cut would. */
export async function kill(child) {
  signalGroup(child, 'SIGKILL')
  await child.ended
}

const endings = []

/** Has `before` done before everything is stopped and `after` when it has been; after Ctrl-C too. */
export function atTheEnd({ before, after }) { endings.push({ before, after }) }

/** Stops everything, the last started first. */
export async function stopAll() {
  const due = endings.splice(0)
  const complain = (error) => process.stderr.write(`tidying up: ${error.message}\n`)
  for (const { before } of due) await before().catch(complain)
  for (const child of [...running].reverse()) await stop(child)
  for (const { after } of due) await after().catch(complain)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => { await stopAll(); process.exit(130) })
process.once('exit', () => { for (const child of running) signalGroup(child, 'SIGKILL') })

/** `promise`, or an error naming what was waited for. */
export async function withDeadline(promise, ms, what) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s for ${what}`)), ms)
  })
  try { return await Promise.race([promise, late]) } finally { clearTimeout(timer) }
}

/** Asks `probe` again and again until it answers something true; answers that. */
export async function until(what, probe, { timeoutMs = 20_000, everyMs = 50 } = {}) {
  const end = Date.now() + timeoutMs
  let problem
  while (Date.now() < end) {
    try {
      const answer = await probe()
      if (answer) return answer
    } catch (error) { problem = error }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${problem ? `: ${problem.message}` : ''}`)
}
