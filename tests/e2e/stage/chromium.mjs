// SPDX-License-Identifier: MIT
// The real browser, driven by its own automation protocol (Chrome DevTools Protocol).

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until, withDeadline } from './processes.mjs'

/** Flags for a browser that knows nothing, asks nothing and calls nobody. */
export function browserCommand({ dir, port, spki }) {
  return ['/usr/bin/chromium', `--user-data-dir=${join(dir, 'browser')}`, `--remote-debugging-port=${port}`,
    `--ignore-certificate-errors-spki-list=${spki}`, '--no-first-run', '--no-default-browser-check',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic',
    '--disable-gpu', '--disable-dev-shm-usage', '--password-store=basic', '--window-size=900,760',
    '--window-position=20,20', '--remote-allow-origins=*',
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []), '{url}']
}

/** One page of the browser, reached over its debugging port. */
class Page {
  #socket
  #next = 1
  #waiting = new Map()

  static async attach(url) {
    const page = new Page()
    page.#socket = new WebSocket(url)
    await withDeadline(new Promise((resolve, reject) => {
      page.#socket.onopen = resolve
      page.#socket.onerror = () => reject(new Error('the browser refused the connection'))
    }), 10_000, 'the page to answer')
    page.#socket.onmessage = ({ data }) => {
      const { id, result, error } = JSON.parse(data)
      const waiting = page.#waiting.get(id)
      page.#waiting.delete(id)
      if (waiting) error ? waiting.reject(new Error(error.message)) : waiting.resolve(result)
    }
    page.#socket.onclose = () => {
      for (const { reject } of page.#waiting.values()) reject(new Error('the page has gone'))
      page.#waiting.clear()
    }
    return page
  }

  send(method, params = {}) {
    const id = this.#next++
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#socket.send(JSON.stringify({ id, method, params }))
    return withDeadline(answer, 15_000, method)
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    return result.value
  }

  url() { return this.evaluate('location.href') }

  text() { return this.evaluate('document.body ? document.body.innerText : ""') }

  /**
   * Waits for the element with that id and clicks its middle with real mouse events, until another
   * page comes of it: a browser lets events fall before it has painted.
   */
  async click(id) {
    const birth = () => this.evaluate('performance.timeOrigin')
    await this.send('Page.bringToFront')
    const before = await until(`the element #${id}`, async () =>
      await this.evaluate(`document.readyState === 'complete' && !!document.getElementById(${JSON.stringify(id)})`) && birth())
    await until(`another page after #${id}`, async () => {
      const spot = await this.evaluate(`(() => {
        const found = document.getElementById(${JSON.stringify(id)})
        found?.scrollIntoView({ block: 'center' })
        const box = found?.getBoundingClientRect()
        return found ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null
      })()`)
      if (spot && await birth() === before) {
        for (const type of ['mousePressed', 'mouseReleased'])
          await this.send('Input.dispatchMouseEvent', { type, ...spot, button: 'left', clickCount: 1 })
      }
      return until('another page', async () => await birth() !== before, { timeoutMs: 1_000 })
    })
  }

  async photograph(file) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' })
    writeFileSync(file, Buffer.from(data, 'base64'))
  }

  close() { this.#socket.close() }
}

async function targets(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  return (await answer.json()).filter(({ type }) => type === 'page')
}

/** The page whose address `matches`, once there is one; null once `givingUp` says so. */
export async function findPage(port, matches, what, givingUp = () => false) {
  const target = await until(what, async () => givingUp() || (await targets(port)).find(({ url }) => matches(url)),
    { timeoutMs: 45_000 })
  return target === true ? null : Page.attach(target.webSocketDebuggerUrl)
}

/** How many pages the browser shows whose address `matches`; none without a browser. */
export async function countPages(port, matches) {
  return (await targets(port).catch(() => [])).filter(({ url }) => matches(url)).length
}

/** Leaves one empty page of all that the browser shows. */
export async function clearPages(port) {
  const [kept, ...others] = await targets(port).catch(() => [])
  for (const { id } of others) await fetch(`http://127.0.0.1:${port}/json/close/${id}`)
  if (!kept) return
  const page = await Page.attach(kept.webSocketDebuggerUrl)
  await page.send('Page.navigate', { url: 'about:blank' })
  page.close()
  await until('an empty browser', async () => {
    const left = await targets(port)
    return left.length === 1 && left[0].url === 'about:blank'
  })
}

/** Closes the browser; nothing happens where there is none. */
export async function closeBrowser(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null)
  if (!answer) return
  const browser = await Page.attach((await answer.json()).webSocketDebuggerUrl)
  await browser.send('Browser.close').catch(() => {})
  await until('the browser to close', () => fetch(`http://127.0.0.1:${port}/json/version`).then(() => false, () => true))
}
