// SPDX-License-Identifier: MIT
// The line on Windows, as far as Wine shows it.
import { parseArgs } from 'node:util'
import { stopAll } from './stage/processes.mjs'
import { WineScene } from './stage/wine_scene.mjs'

const { values: option } = parseArgs({ options: { bin: { type: 'string' } } })
const scene = await WineScene.open({ bin: option.bin })
try {
  await scene.startAgent()
  console.log('agent', JSON.stringify((await scene.status()).json))
  console.log('sign-in', JSON.stringify(await scene.signIn('nurse')))
  console.log('status', JSON.stringify((await scene.status()).json))
  console.log('sample', JSON.stringify(await scene.sample()))
  console.log('stored', await scene.stored())
} finally {
  await scene.close()
}
