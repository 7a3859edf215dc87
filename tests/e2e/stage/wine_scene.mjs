// SPDX-License-Identifier: MIT
// A Windows ward PC in a folder: a Wine prefix on a display of its own. Providers and browser run
// beside it; the loopback is the same.

import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { browserCommand } from './chromium.mjs'
import { openDisplay } from './desktop.mjs'
import { run, start, until, withDeadline } from './processes.mjs'
import { Scene, root } from './scene.mjs'

/** Runs a program in the prefix that the environment names. */
export const wine = join(root, 'tests', 'environment', 'wine')

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
    // Windows' own services hold what their first program held, and would keep a pipe of ours open:
    // so they are started by one that writes to a file and stays.
    const log = join(this.dir, 'log', 'windows.log')
    start(wine, ['cmd', '/c', 'pause'], { env, log, stdin: 'pipe' })
    await until('Windows to start', async () => existsSync(join(this.drive, 'windows', 'system32', 'cmd.exe')), { timeoutMs: 180_000 })
    const booted = start(wine, ['wineboot'], { env, log })
    const { code } = await withDeadline(booted.ended, 180_000, 'Windows to have started')
    if (code !== 0) throw new Error(`no Windows: ${readFileSync(log, 'utf8')}`)
    return { env, made: ['display', 'Windows'] }
  }

  get drive() { return join(this.prefix, 'drive_c') }

  /** On a disk whose folders only the owner of the prefix can write, as policy wants them. */
  get administrators() { return join(this.drive, 'ward') }

  program(name) { return join(this.bin, `${name}.exe`) }

  command(name) { return [wine, this.program(name)] }

  /** Runs one of Windows' own programs to its end. */
  wine(words, how) { return run(wine, words, { env: this.env, ...how }) }

  path(file) {
    const inside = relative(this.drive, file)
    return inside.startsWith('..') ? `Z:${file.replaceAll('/', '\\')}` : `C:\\${inside.replaceAll('/', '\\')}`
  }

  /** Trusted by the machine, as a trust's own root is. */
  caFile() { return undefined }

  /** Into the machine's store of roots: a property (32: the certificate), 1, its length, itself. */
  async trustSimulator() {
    const { raw, fingerprint } = new X509Certificate(readFileSync(this.simulator.ca_file))
    const head = Buffer.alloc(12)
    ;[32, 1, raw.length].forEach((number, at) => head.writeUInt32LE(number, at * 4))
    const key = `HKLM\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates\\${fingerprint.replaceAll(':', '')}`
    const added = await this.wine(['reg', 'add', key, '/v', 'Blob', '/t', 'REG_BINARY', '/d',
      Buffer.concat([head, raw]).toString('hex'), '/f'])
    if (added.code !== 0) throw new Error(`no root: ${added.stdout}${added.stderr}`)
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
    const { stdout } = await this.wine(['reg', 'query', 'HKCU\\Software\\Wine\\Credential Manager', '/s'])
    return stdout.split('\n').filter((line) => line.includes('Lanyard')).join('\n')
  }

  /** Ends everything that runs in the prefix. */
  async close() {
    await run('wineserver', ['--kill'], { env: this.env ?? process.env })
    await super.close()
  }
}
