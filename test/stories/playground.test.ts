import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { platform as playground } from '../../adapters/playground'
import { startDesk, type TestDesk } from '../support/desk'
import { dataFolder } from '../support/running-desk'

const executablePath = '/usr/bin/chromium'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const project = resolve(__dirname, '../..')
const isThere = existsSync(executablePath)
if (!isThere) process.stderr.write(`skipped: the story in the browser, because there is no ${executablePath}\n`)
/** Where the pictures go when they are wanted: `SCREENSHOTS=folder npx jest playground`. */
const pictures = process.env['SCREENSHOTS']

;(isThere ? describe : describe.skip)('the first ticket, as people see it in the browser', () => {
  let browser: Browser
  let desk: TestDesk
  let folder: Awaited<ReturnType<typeof dataFolder>>
  let page: Page

  beforeAll(async () => {
    execFileSync(process.execPath, [
      join(project, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(project, 'adapters/playground/page/tsconfig.json'),
    ])
    folder = await dataFolder()
    desk = await startDesk([playground.create({ DATA_DIR: folder.path })])
    browser = await chromium.launch({ executablePath, args })
    page = await (
      await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', reducedMotion: 'reduce' })
    ).newPage()
    await page.goto(`http://127.0.0.1:${desk.program.port}/`)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await desk.stop()
    await folder.remove()
  })
  let shot = 0
  const look = async (name: string) => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${++shot}-${name}.png`) })
  }
  const column = (id: 'help' | 'agents' | 'supervisors') => page.locator(`#column-${id}`)
  const write = async (where: 'help' | 'agents', text: string) => {
    await column(where).locator('.composer textarea').fill(text)
    await column(where).locator('.composer textarea').press('Escape')
    await column(where).locator('.composer textarea').press('Enter')
  }
  const card = () => column('agents').locator('.card').first()

  test('it walks from the customer’s words to the solution', async () => {
    await page.locator('.connection.live').waitFor()
    await look('welcome')
    await write('help', 'The VPN drops every **ten minutes**')
    await card().getByText('unassigned').waitFor()
    await look('card')

    await card().getByRole('button', { name: 'Claim' }).click()
    await card().getByText('Bo Lindqvist').waitFor()

    await write('agents', '/ticket tag 1 vpn network')
    await card().getByText('#network #vpn').waitFor()
    await look('claimed-and-tagged')

    await card().getByRole('button', { name: 'Reply' }).click()
    const form = page.getByRole('dialog', { name: /Reply/ })
    await form.locator('textarea').fill('We are _on it_. Does it work now?')
    await look('reply-form')
    await form.getByRole('button', { name: 'Reply' }).click()
    await form.waitFor({ state: 'detached' })
    await desk.later(11_000)
    await column('help').locator('.thread-link').getByText('Does it work now?').waitFor()
    await look('replied')

    await card().getByLabel('Status').selectOption('pending')
    await card().getByText('pending').first().waitFor()
    await column('help').locator('.thread-link').first().click()
    await column('help').getByText('Does it work now?').last().waitFor()
    await write('help', 'It dropped again just now')
    await card().getByText('🟢 open').waitFor()
    await look('reopened')

    // The promise is a day, the reminder a quarter of an hour before.
    await desk.later(24 * 3_600_000 - 14 * 60_000)
    await card().getByText('⚠️').waitFor()
    expect(await column('supervisors').locator('.post').count()).toBe(0)
    await desk.later(15 * 60_000)
    await column('supervisors').getByText('deadline was missed').waitFor()
    expect(await column('supervisors').locator('.post').count()).toBe(1)
    await look('breached')

    await card().getByRole('button', { name: 'Solve' }).click()
    await column('help').getByText('is solved').first().waitFor()
    await card().getByText('✅ solved').waitFor()
    await look('solved')
  }, 90_000)
})
