// SPDX-License-Identifier: MIT
// A browser that is nobody's: walks a sign-in as whoever the file names, and ends.
//
//   browser_script.mjs CA PERSONA_FILE URL

import { readFileSync } from 'node:fs'
import { Browser } from '../../simulator/src/browser.js'

const [ca, personaFile, url] = process.argv.slice(2)
const browser = new Browser(readFileSync(ca, 'utf8'))
const { status } = await browser.signIn(url, { persona: readFileSync(personaFile, 'utf8').trim() })
process.exitCode = status === 200 ? 0 : 1
