// SPDX-License-Identifier: MIT
// A desktop to be seen on: the person's own, or one made for the run. A display of our own is Xvfb
// with a window manager and a tray; a session bus of our own has a keyring on it.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { firstLine, run, start, until } from './processes.mjs'

/** Makes what is missing (all of it when `isolated`) and answers the environment to live in. */
export async function openDesktop(dir, { isolated, width = 1280, height = 900 }) {
  makeFolders(dir)
  const env = { ...process.env }
  const made = []
  if (isolated || !env.DISPLAY) {
    await openDisplay(env, dir, `${width}x${height}x24`)
    made.push('display')
  }
  if (isolated || !env.DBUS_SESSION_BUS_ADDRESS) {
    await openHome(env, dir)
    made.push('session bus and keyring')
  }
  return { env, made }
}

/** A session bus and a keyring of our own, and no display: the environment to live in. */
export async function openBus(dir) {
  makeFolders(dir)
  const env = { ...process.env }
  delete env.DISPLAY
  delete env.WAYLAND_DISPLAY
  await openHome(env, dir)
  return env
}

function makeFolders(dir) {
  for (const folder of ['runtime', 'home', 'log']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 })
}

function openHome(env, dir) {
  Object.assign(env, { HOME: join(dir, 'home'), XDG_RUNTIME_DIR: join(dir, 'runtime') })
  for (const name of ['XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME']) delete env[name]
  return openKeyring(env, dir)
}

export async function openDisplay(env, dir, screen) {
  delete env.WAYLAND_DISPLAY
  const log = join(dir, 'log', 'desktop.log')
  const server = start('Xvfb', ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], { env, log, stdout: 'pipe' })
  env.DISPLAY = `:${await firstLine(server, 'the display')}`
  start('openbox', [], { env, log })
  start('trayer', ['--edge', 'bottom', '--align', 'right', '--widthtype', 'request', '--height', '28'], { env, log })
  await until('the window manager', async () =>
    (await run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env })).stdout.includes('window id'))
}

async function openKeyring(env, dir) {
  const log = join(dir, 'log', 'keyring.log')
  const address = `--address=unix:path=${join(dir, 'runtime', 'bus')}`
  const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address=1', address], { env, log, stdout: 'pipe' })
  env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus, 'the session bus')
  const keyring = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], { env, log, stdin: 'pipe' })
  keyring.stdin.end('not a real password')
  // Asks who owns the name and not the service itself: that would start a second, locked one.
  await until('the keyring', async () =>
    (await run('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/',
      'org.freedesktop.DBus.GetNameOwner', 'string:org.freedesktop.secrets'], { env })).code === 0)
}

/** A picture of the window with that title, or of the whole screen without one. */
export async function photograph(env, file, title) {
  let window = 'root'
  if (title) {
    const found = await run('xdotool', ['search', '--onlyvisible', '--name', title], { env })
    window = found.stdout.trim().split('\n').pop() || 'root'
  }
  if (window !== 'root') await run('xdotool', ['windowactivate', '--sync', window], { env, timeoutMs: 5_000 })
  // What was covered is painted a moment after it is uncovered: until then it is of one colour.
  await until(`a picture of ${title ?? 'the screen'}`, async () =>
    (await run('import', ['-window', window, file], { env })).code === 0
    && Number((await run('identify', ['-format', '%k', file], { env })).stdout) > 8)
}

/** Whether a window with that title can be seen. */
export async function isShown(env, title) {
  return (await run('xdotool', ['search', '--onlyvisible', '--name', title], { env })).stdout.trim() !== ''
}

/** Gives the window with that title the keyboard and presses `key`, as a person would. */
export async function press(env, title, key) {
  const window = await until(`the window "${title}"`, async () =>
    (await run('xdotool', ['search', '--onlyvisible', '--name', title], { env })).stdout.trim().split('\n').pop())
  // A browser that is just opening takes the keyboard for itself: wait until it stays with us.
  const holder = async (which) => (await run('xdotool', [which], { env })).stdout.trim()
  let since = 0
  await until(`the keyboard to be with "${title}"`, async () => {
    if (since && await holder('getactivewindow') === window && await holder('getwindowfocus') === window)
      return Date.now() - since > 300
    await run('xdotool', ['windowactivate', '--sync', window, 'windowfocus', '--sync', window], { env, timeoutMs: 2_000 })
    since = Date.now()
    return false
  })
  const pressed = await run('xdotool', ['key', '--clearmodifiers', key], { env })
  if (pressed.code !== 0) throw new Error(`${key} could not be pressed: ${pressed.stderr}`)
}
