import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { platform as playground } from '../../adapters/playground/definition'
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
/** Folder for the pictures when they are wanted: `SCREENSHOTS=folder npx jest playground`. `readme.png` is docs/images/playground.png. */
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
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)
  beforeEach(async () => {
    folder = await dataFolder()
    desk = await startDesk([playground.create({ DATA_DIR: folder.path })])
    page = await (
      await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', reducedMotion: 'reduce' })
    ).newPage()
    await page.goto(`http://127.0.0.1:${desk.program.port}/`)
  }, 60_000)
  afterEach(async () => {
    await page.context().close()
    await desk.stop()
    await folder.remove()
  })
  afterAll(async () => browser.close())
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

  if (pictures !== undefined)
    test('README’s picture: the channels alone, after a deadline was missed', async () => {
      const invoke = async (as: string, command: string) =>
        fetch(`http://127.0.0.1:${desk.program.port}/playground/api/invoke`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ as, place: 'agents', command }),
        })
      await page.setViewportSize({ width: 1360, height: 760 })
      await page.getByText('Skip the guide').click()
      await invoke('ada', '/desk policy resolution:10s warn:5s')
      await invoke('ada', '/desk queue Support take_back:0')
      await write('help', 'The VPN drops every **ten minutes** since this morning')
      await card().getByText('unassigned').waitFor()
      await invoke('bo', '/ticket claim 1')
      await invoke('bo', '/ticket tag 1 vpn network')
      await invoke('bo', '/ticket reply 1 I have reset your tunnel. Does it hold now?')
      await column('help').locator('.thread-link').getByText('Does it hold now?').waitFor()
      await column('help').locator('.thread-link').click()
      await write('help', 'It held for an hour, and then it dropped again')
      await column('help').getByRole('button', { name: /^Back/ }).click()
      await desk.later(6000)
      await desk.later(6000)
      await column('supervisors').getByText('deadline was missed').waitFor()
      const dismiss = column('agents').getByText('Dismiss')
      while ((await dismiss.count()) > 0) await dismiss.first().click()
      await card().evaluate((element: { parentElement?: { scrollIntoView(): void } }) =>
        element.parentElement?.scrollIntoView(),
      )
      // The desk’s clock was put forward, and the browser’s follows.
      await page.clock.setSystemTime(Date.now() + 15_000)
      await column('supervisors').getByText('Supervisors').first().click()
      await card().getByText('this minute').waitFor()
      await look('readme')
    }, 90_000)
})
