// SPDX-License-Identifier: MIT
// A ward PC in a folder: desktop, providers, policy, agent. What a test or the demonstration needs
// to do what a person, or a legacy program, would do.

import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { browserCommand, clearPages, closeBrowser, countPages, findPage } from './chromium.mjs'
import { isShown, openDesktop, photograph, press } from './desktop.mjs'
import { atTheEnd, kill, run, start, stop, stopAll, until } from './processes.mjs'
import { Simulator } from './simulator.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Exit codes of `lanyard` (docs/cli.md) that tests name. */
export const exitCode = {
  done: 0, signedOut: 10, interactionRequired: 11, denied: 12, timedOut: 13, noAgent: 14, offline: 17,
  paused: 18, busy: 19, other: 20, cancelled: 21,
}

/** The object that a program printed; undefined where it printed none. */
function asJson(text) {
  try { return JSON.parse(text) } catch { return undefined }
}

async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

export class Scene {
  /** `bin`: folder of the built programs. `isolated`: never touch the person's own desktop. */
  static async open({ bin = process.env.LANYARD_BIN, isolated = true, simulatorArgs = [], ...files } = {}) {
    const scene = new this()
    scene.bin = resolve(bin ?? join(root, 'build', 'dev', 'bin'))
    scene.dir = mkdtempSync(join(tmpdir(), 'lanyard-scene-'))
    atTheEnd({
      before: () => scene.#clear(),
      after: () => rm(scene.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }), // The browser may still write.
    })
    try {
      const { env, made } = await scene.openDesktop(isolated)
      if (made.length > 0 || !env.XDG_SESSION_ID) env.XDG_SESSION_ID = 'stage1'
      Object.assign(scene, { env, made, agentEnv: env })
      scene.simulator = await Simulator.start(scene.dir, simulatorArgs)
      await scene.trustSimulator()
      await scene.install(files)
      scene.debugPort = await freePort()
      scene.configure(files)
      return scene
    } catch (error) {
      await scene.close()
      throw error
    }
  }

  program(name) { return join(this.bin, name) }

  /** What starts a program: its file, after whatever has to come before it. */
  command(name) { return [this.program(name)] }

  /** Makes the desktop to work on: `{env, made}`. */
  openDesktop(isolated) { return openDesktop(this.dir, { isolated }) }

  /** The name by which the agent knows a file of ours. */
  path(file) { return file }

  /** The folder for what an administrator writes. */
  get administrators() { return this.dir }

  /** The journals, of all users: here of one. */
  get auditFolder() { return join(this.administrators, 'audit') }

  /** What CaFile of policy says. */
  caFile() { return this.simulator.ca_file }

  /** Has the machine trust the simulator, where policy does not. */
  async trustSimulator() {}

  /** Puts our programs where they belong, where that is not where they were built. */
  async install() {}

  /** How a program is told where policy is, where that is not its usual place. */
  policyArgs() { return ['--config-dir', this.path(this.config)] }

  /** What BrowserCommand of policy says. */
  browserCommand() {
    return browserCommand({ dir: this.dir, port: this.debugPort, spki: this.simulator.server_spki_sha256 })
  }

  /** Writes policy.json, apps.json and roles.json as an administrator would. */
  configure({ environment = {}, policy = {}, apps = this.usualApps() } = {}) {
    const { records, meds } = this.simulator.resources
    this.config = join(this.administrators, 'config')
    mkdirSync(this.config, { recursive: true, mode: 0o755 })
    this.write('policy.json', {
      Environment: 'sandbox',
      Environments: {
        sandbox: {
          Issuer: this.simulator.gateway.issuer,
          ClientId: 'lanyard',
          RedirectUris: ['http://127.0.0.1:*/callback'],
          Scope: 'openid profile email nhsperson nationalrbacaccess associatedorgs professionalmemberships selectedrole',
          AcrValues: 'AAL2_OR_AAL3_ANY',
          Prompt: 'login',
          MinimumAuthenticationLevel: 2,
          MinimumIdentityLevel: 3,
          CaFile: this.caFile(),
          Audiences: {
            [records.audience]: { Method: 'resource', Scope: records.scopes.join(' ') },
            [meds.audience]: { Method: 'resource', Scope: meds.scopes.join(' ') },
          },
          ...environment,
        },
      },
      BrowserCommand: this.browserCommand(),
      AuditDirectory: this.path(join(this.administrators, 'audit')),
      ...policy,
    })
    this.write('apps.json', { schema: 'lanyard.apps/1', apps })
    this.write('roles.json', {
      schema: 'lanyard.roles/1',
      rules: [
        { name: 'nurses record observations', when: { role_code: 'S8000:G8000:*' }, permissions: ['record_observations'], emergency: ['prescribe'] },
        { name: 'anyone with a role reads records', when: { role_code: '*:*:*' }, permissions: ['read_records'] },
        { name: 'practitioners sign', when: { role_code: 'S8000:G8000:R8000' }, permissions: ['sign_controlled_drugs'] },
      ],
      step_up: [{ permission: 'sign_controlled_drugs', acr: 'AAL3_ANY' }],
    })
  }

  usualApps() {
    const { records, meds } = this.simulator.resources
    return [
      {
        name: 'sample', match: this.match('legacy-sample'), operations: ['token', 'identity', 'events'],
        audiences: { [records.audience]: records.scopes }, identity: ['person', 'role', 'permissions'],
      },
      {
        name: 'command-line', match: this.match('lanyard'),
        operations: ['sign_in', 'sign_out', 'token', 'identity', 'events'],
        audiences: { [meds.audience]: meds.scopes }, identity: ['person', 'role', 'roles', 'permissions', 'assurance'],
      },
    ]
  }

  /** How apps.json names one of our programs: by its place and by what is in it. */
  match(name) { return this.matchOf(this.program(name)) }

  matchOf(path) {
    return { path: this.path(path), sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
  }

  write(name, content) {
    const path = join(this.config, name)
    writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o644 })
    renameSync(`${path}.new`, path)
  }

  /** Starts the agent (`by` another program, which becomes it) and waits until it answers on its socket. */
  async startAgent({ env = {}, args = ['--show'], by = [], cwd } = {}) {
    this.agentEnv = { ...this.env, ...env }
    const [command, ...words] = [...by, ...this.command('lanyard-agent'), ...this.policyArgs(), ...args]
    this.agent = start(command, words, { env: this.agentEnv, log: this.log('agent.log'), cwd })
    await until('the agent to serve', async () => {
      if (this.agent.exitCode !== null) throw new Error(`the agent ended with ${this.agent.exitCode}`)
      return (await this.status()).code !== exitCode.noAgent
    }, { everyMs: 20 })
  }

  /** What the keyring holds of ours: its entries, without what is in them. */
  async stored() {
    const { stdout, stderr } = await run('secret-tool', ['search', '--all', 'server', 'Lanyard'], { env: this.env })
    return (stdout + stderr).split('\n').filter((line) => line.startsWith('attribute.')).join('\n')
  }

  /** Empties the keyring of ours. */
  forget() { return run('secret-tool', ['clear', 'server', 'Lanyard'], { env: this.env }) }

  stopAgent() { return stop(this.agent) }

  killAgent() { return kill(this.agent) }

  /** The next morning: nobody signed in, nothing stored, providers, browser and policy as at first. */
  async fresh({ agent, ...files } = {}) {
    await stop(this.agent)
    await this.forget()
    await this.simulator.reset()
    await clearPages(this.debugPort)
    this.configure(files)
    await this.startAgent(agent)
  }

  /** One call of `lanyard ... --json`: its exit code and, where it printed one, its object. */
  async cli(...args) {
    const [command, ...words] = this.command('lanyard')
    const done = await run(command, [...words, ...args, '--json'], { env: this.agentEnv, timeoutMs: 90_000 })
    return { ...done, json: asJson(done.stdout) }
  }

  status() { return this.cli('status') }

  /** The token that `lanyard` gets for the resource of that name; fails loudly without one. */
  async token(resource = 'meds', ...args) {
    const answer = await this.cli('token', '--audience', this.simulator.resources[resource].audience, ...args)
    if (answer.code !== 0) throw new Error(`no token: ${answer.stdout}${answer.stderr}`)
    return answer.json.access_token
  }

  /** `lanyard-admin ... --json`, as IT would run it. */
  async admin(...args) {
    const [command, ...words] = this.command('lanyard-admin')
    const done = await run(command, [...words, ...args, ...this.policyArgs(), '--json'], { env: this.agentEnv })
    return { ...done, json: asJson(done.stdout) }
  }

  /** The sample program, as a supplier's program would run: token over the socket, call, result. */
  async sample(resource = 'records', { at = resource, program } = {}) {
    const [command, ...words] = program ? [program] : this.command('legacy-sample')
    const { audience } = this.simulator.resources[resource]
    const url = new URL(this.simulator.resources[at].http_url)
    const done = await run(command, [...words, '--audience', audience, '--host', url.hostname, '--port', url.port,
      '--path', url.pathname, '--json'], { env: this.agentEnv })
    return { ...done, json: asJson(done.stdout) }
  }

  /** What the audit trail holds, oldest first; only events of that name where one is given. */
  audited(event) {
    const folder = this.auditFolder
    return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.jsonl')).sort()
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
      .map(asJson).filter((line) => line && (!event || line.event === event))
  }

  /** Presses the window's one obvious button, as a person at the keyboard would. */
  pressAction() { return this.press('Return') }

  press(key) { return press(this.env, '^Lanyard', key) }

  /** The page with the persons to choose from; null when it is no more to be expected. */
  signInPage(givingUp) {
    return findPage(this.debugPort, (url) => url.startsWith(this.simulator.cis2.issuer) || url.includes('/interaction'),
      'the sign-in page', givingUp)
  }

  /** Whether the agent's window can be seen. */
  isShown() { return isShown(this.env, '^Lanyard$') }

  openPages(matches = () => true) { return countPages(this.debugPort, matches) }

  /** Walks the sign-in pages as `name`, choosing `role` if asked, up to our own last page. */
  async signInAs(name, { role, givingUp } = {}) {
    const page = await this.signInPage(givingUp)
    if (!page) return null
    await page.click(`persona-${name}`)
    const ours = (url) => url.startsWith('http://127.0.0.1') || url.startsWith('http://localhost')
    let chosen = false
    await until('the page after the sign-in', async () => {
      const url = await page.url()
      if (ours(url)) return true
      if (!chosen && await page.evaluate(`!!document.querySelector('[id^="role-"]')`)) {
        chosen = true
        const first = await page.evaluate(`[...document.querySelectorAll('[id^="role-"]')].map((e) => e.id).find((id) => /^role-\\d/.test(id))`)
        await page.click(role ? `role-${role}` : first)
      }
      return false
    }, { timeoutMs: 30_000, everyMs: 100 })
    return page
  }

  /** A whole sign-in, asked for at the command line: what `lanyard sign-in` ended with. */
  async signIn(name = 'nurse', how) {
    const asked = this.cli('sign-in')
    let isOver = false
    asked.then(() => { isOver = true })
    const page = await this.signInAs(name, { ...how, givingUp: () => isOver })
    const answer = await asked
    page?.close()
    await clearPages(this.debugPort)
    return answer
  }

  /** Waits until `lanyard status` says so. */
  reaches(state, timeoutMs = 30_000) {
    return until(`the session to be ${state}`, async () => {
      const { json } = await this.status()
      return json?.state === state ? json : null
    }, { timeoutMs })
  }

  photograph(file, title) { return photograph(this.env, file, title) }

  log(name) { return join(this.dir, 'log', name) }

  /** Stops everything and leaves nothing. */
  close() { return stopAll() }

  async #clear() {
    await stop(this.agent)
    if (this.debugPort) await closeBrowser(this.debugPort)
  }
}

export { root }
