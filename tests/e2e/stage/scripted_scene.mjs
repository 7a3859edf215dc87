// SPDX-License-Identifier: MIT
// A scene without a screen: the browser is a script that walks the sign-in at once. For what needs
// many sign-ins and looks at none of them.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBus } from './desktop.mjs'
import { Scene } from './scene.mjs'

const script = fileURLToPath(new URL('browser_script.mjs', import.meta.url))

export class ScriptedScene extends Scene {
  async openDesktop() {
    const env = await openBus(this.dir)
    env.QT_QPA_PLATFORM = 'offscreen'
    this.willSignInAs('nurse')
    return { env, made: ['session bus and keyring'] }
  }

  /** Who sits at the computer from now on: somebody with at most one role. */
  willSignInAs(persona) { writeFileSync(this.personaFile, persona) }

  get personaFile() { return join(this.dir, 'persona') }

  browserCommand() { return [process.execPath, script, this.simulator.ca_file, this.personaFile, '{url}'] }

  signIn() { return this.cli('sign-in') }

  startAgent({ args = [], ...how } = {}) { return super.startAgent({ args, ...how }) }
}
