// SPDX-License-Identifier: MIT
// A Windows ward PC in a folder: a Wine prefix on a display of its own. Providers and browser run
// beside it; the loopback is the same.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { browserCommand } from './chromium.mjs'
import { openDisplay } from './desktop.mjs'
import { run } from './processes.mjs'
import { Scene, root } from './scene.mjs'

/** Runs a program in the prefix that the environment names. */
const wine = join(root, 'tests', 'environment', 'wine')

/** The shell's words: whatever is in them stays in them. */
const quoted = (words) => words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')

export class WineScene extends Scene {
  async openDesktop() {
    const env = { ...process.env, HOME: join(this.dir, 'home') }
    for (const folder of ['home', 'log']) mkdirSync(join(this.dir, folder), { recursive: true, mode: 0o700 })
    await openDisplay(env, this.dir, '1280x900x24')
    Object.assign(env, {
      WINEPREFIX: join(this.dir, 'wine'),
    })
    this.prefix = env.WINEPREFIX
    const made = await run(wine, ['wineboot', '--init'], { env, timeoutMs: 180_000 })
    if (made.code !== 0) throw new Error(`no Wine prefix: ${made.stderr}`)
    return { env, made: ['display', 'Windows'] }
  }

  get drive() { return join(this.prefix, 'drive_c') }

  /** On a disk whose folders only the owner of the prefix can write, as policy wants them. */
  get administrators() { return join(this.drive, 'ward') }

  program(name) { return join(this.bin, `${name}.exe`) }

  command(name) { return [wine, this.program(name)] }

  path(file) {
    const inside = relative(this.drive, file)
    return inside.startsWith('..') ? `Z:${file.replaceAll('/', '\\')}` : `C:\\${inside.replaceAll('/', '\\')}`
  }

  certificate() {
    mkdirSync(this.administrators, { recursive: true })
    const copy = join(this.administrators, 'ca.pem')
    copyFileSync(this.simulator.ca_file, copy)
    return copy
  }

  /** Chromium of the machine, started by a script: Wine hands the whole of it to the system. */
  browserCommand() {
    const words = browserCommand({ dir: this.dir, port: this.debugPort, spki: this.simulator.server_spki_sha256 })
    mkdirSync(this.administrators, { recursive: true })
    const script = join(this.administrators, 'browser')
    writeFileSync(script, `#!/bin/sh\nexec ${quoted(words.slice(0, -1))} "$1" >/dev/null 2>&1\n`, { mode: 0o755 })
    return [this.path(script), '{url}']
  }

  /** The names of what the credential store holds of ours. */
  async stored() {
    const { stdout } = await run(wine, ['reg', 'query', 'HKCU\\Software\\Wine\\Credential Manager', '/s'], { env: this.env })
    return stdout.split('\n').filter((line) => line.includes('Lanyard')).join('\n')
  }

  /** Ends everything that runs in the prefix. */
  async close() {
    await run('wineserver', ['--kill'], { env: this.env ?? process.env })
    await super.close()
  }
}
