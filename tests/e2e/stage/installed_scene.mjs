// SPDX-License-Identifier: MIT
// A Windows ward PC as IT sets it up: our programs from the installer, the trust's policy in the
// registry, who may ask for what in the machine's data folder.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { start, withDeadline } from './processes.mjs'
import { registryFile } from './registry_file.mjs'
import { WineScene, wine } from './wine_scene.mjs'

/** What the installer says of itself, as administrators know it from msiexec. */
export const installerCode = { done: 0, failed: 1603, restartLater: 3010 }

const ours = ['lanyard-agent', 'lanyard', 'lanyard-admin', 'lanyard-setup']

/** Without what links lead to: Wine links a person's folders to those of the Linux account. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? [path, ...filesBelow(path)] : [path]
  })
}

export class InstalledScene extends WineScene {
  get folder() { return join(this.drive, 'Program Files', 'Lanyard') }

  get data() { return join(this.drive, 'ProgramData', 'Lanyard') }

  get auditFolder() { return join(this.data, 'audit') }

  program(name) { return ours.includes(name) ? join(this.folder, `${name}.exe`) : super.program(name) }

  /** The client library for programs of so many bits, as it is installed. */
  library(bits) { return join(this.folder, 'client', this.versions()[0], bits, 'lanyard.dll') }

  /** Of the client library: one folder each. */
  versions() { return existsSync(join(this.folder, 'client')) ? readdirSync(join(this.folder, 'client')) : [] }

  isThere(name) { return existsSync(this.program(name)) }

  policyArgs() { return [] }

  /** `msi`: the package that is installed at first. */
  async install({ msi }) {
    const { code } = await this.msiexec('/i', msi, {
      ENVIRONMENT: 'sandbox', ISSUER: this.simulator.gateway.issuer, CLIENTID: 'lanyard',
      REDIRECTURIS: 'http://127.0.0.1:*/callback', AUTOSTART: '0', NOLAUNCH: '1',
    })
    if (code !== installerCode.done) throw new Error(`the installer ended with ${code}: ${readFileSync(this.log('installer.log'), 'utf8')}`)
  }

  /** Files of ours that are left, and keys of the machine's registry. */
  async remains() {
    const files = filesBelow(this.drive).map((name) => relative(this.drive, name))
      .filter((name) => /lanyard/i.test(name) && !name.startsWith('ward/'))
    const { stdout } = await this.wine(['reg', 'query', 'HKLM\\Software', '/s', '/f', 'Lanyard'])
    return [...files, ...stdout.split('\n').filter((line) => /lanyard/i.test(line)).map((line) => line.trim())]
  }

  /** msiexec without a word, as software deployment runs it. */
  msiexec(verb, msi, properties = {}) {
    const given = Object.entries(properties).map(([name, value]) => `${name}=${value}`)
    // Into a file: an agent that it starts would keep a pipe of ours open.
    const command = start(wine, ['msiexec', verb, this.path(msi), '/qn', ...given],
      { env: this.agentEnv ?? this.env, log: this.log('installer.log') })
    return withDeadline(command.ended, 120_000, `the installer (${verb})`)
  }

  /** What the installer was given is left to it: the rest is the trust's. */
  write(name, content) {
    if (name !== 'policy.json') {
      mkdirSync(this.data, { recursive: true })
      this.config = this.data
      super.write(name, content)
      return
    }
    const { AuditDirectory, Environment, Environments, ...computer } = content
    const { Issuer, ClientId, RedirectUris, ...environment } = Environments[Environment]
    this.policy = { ...computer, Environments: { [Environment]: environment } }
  }

  async startAgent(how) {
    const file = join(this.administrators, 'policy.reg')
    writeFileSync(file, registryFile('HKEY_LOCAL_MACHINE\\Software\\Policies\\Lanyard', this.policy))
    const imported = await this.wine(['reg', 'import', this.path(file)])
    if (imported.code !== 0) throw new Error(`no policy: ${imported.stdout}${imported.stderr}`)
    await super.startAgent(how)
  }
}
