// SPDX-License-Identifier: MIT
// What the credential store holds of the session, and the states that it is put into before the
// agent is stopped. Nothing here can open a record: they are sealed.

import { run } from '../stage/processes.mjs'

/** Our entries in the keyring, by name: the two slots end in "/a" and "/b". */
async function entries(env) {
  const { stdout, stderr } = await run('secret-tool', ['search', '--all', 'server', 'Lanyard'], { env })
  const names = [...stderr.matchAll(/^attribute\.user = (.*)$/gm)].map(([, name]) => name)
  const values = [...stdout.matchAll(/^secret = (.*)$/gm)].map(([, value]) => value)
  if (names.length !== values.length) throw new Error('the keyring cannot be read')
  return new Map(names.map((name, index) => [name, values[index]]))
}

async function store(env, name, value) {
  const attributes = ['xdg:schema', 'org.qt.keychain', 'server', 'Lanyard', 'user', name, 'type', 'base64']
  const { code, stderr } = await run('secret-tool', ['store', '--label', name, ...attributes], { env, input: value })
  if (code !== 0) throw new Error(`the keyring refuses ${name}: ${stderr}`)
}

const clear = (env, name) => run('secret-tool', ['clear', 'server', 'Lanyard', 'user', name], { env })

const opposite = (slot) => (slot === 'a' ? 'b' : 'a')

/** A record with a bit of its end changed: the seal does not open. */
function noise(value) {
  const bytes = Buffer.from(value, 'base64')
  bytes[bytes.length - 1] ^= 1
  return bytes.toString('base64')
}

const torn = (value) => Buffer.from(value, 'base64').subarray(0, Buffer.from(value, 'base64').length / 2).toString('base64')

/** What the slot that is not in force may hold when the agent starts; null is nothing at all. */
const others = {
  older: (_, older) => older ?? null,
  nothing: () => null,
  torn: (inForce) => torn(inForce),
  noise: (inForce) => noise(inForce),
  twin: (inForce) => inForce,
}

/** All states of the store that a session can be in: which slot is in force, and what is in the other. */
export const states = ['a', 'b'].flatMap((slot) => Object.keys(others).map((other) => ({ name: `${slot}, ${other}`, slot, other })))

/** Puts the store into `state`, while no agent runs and the slot `inForce` is in force. */
export async function arrange(env, { slot, other }, inForce) {
  const all = await entries(env)
  const base = [...all.keys()].find((name) => /\/[ab]$/.test(name)).slice(0, -2)
  const current = all.get(`${base}/${inForce}`)
  const older = all.get(`${base}/${opposite(inForce)}`)
  const content = others[other](current, older)
  await store(env, `${base}/${slot}`, current)
  const there = `${base}/${opposite(slot)}`
  await (content === null ? clear(env, there) : store(env, there, content))
}
