import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import { placeRef } from '../../../adapters/playground/refs'
import { say } from '../../../src/platform'
import { testOfWhole } from '../../support/sample'
import { startDemo, type Demo } from '../../support/playground-demo'
import { playgroundClient } from './client'

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
const project = resolve(__dirname, '../../..')
// Run in the page, so they are handed over as text.
const faintTexts = readFileSync(join(__dirname, 'faint-texts.js'), 'utf8')
const namelessControls = `[...document.querySelectorAll('button, a, input, select, textarea')]
  .filter((one) => !one.getAttribute('aria-label') && !one.textContent.trim() && !one.labels?.length)
  .map((one) => one.outerHTML.slice(0, 120))`
const isThere = existsSync(executablePath)
if (!isThere) process.stderr.write(`skipped: the playground's page, because there is no ${executablePath}\n`)

;(isThere ? describe : describe.skip)('the page, in Chromium', () => {
  let browser: Browser
  let folder: string
  let demo: Demo
  let problems: string[]

  beforeAll(async () => {
    execFileSync(process.execPath, [
      join(project, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(project, 'adapters/playground/page/tsconfig.json'),
    ])
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)
  afterAll(() => browser.close())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'playground-page-'))
    demo = await startDemo(folder)
    problems = []
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await demo.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const visit = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en',
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(demo.host.url)) problems.push(`a request to ${request.url()}`)
    })
    await page.goto(`${demo.host.url}/playground/`)
    await page.locator('.connection.live').waitFor()
    return page
  }
  const column = (page: Page, id: 'help' | 'agents' | 'supervisors'): Locator => page.locator(`#column-${id}`)
  const writes = async (where: Locator, text: string): Promise<void> => {
    await where.locator('.composer textarea').fill(text)
    await where.locator('.composer textarea').press('Enter')
  }

  test('leads through a first ticket by what really happens, and shows no error on the way', async () => {
    const page = await visit()
    const guide = page.locator('.guide')
    await guide.getByText('Ask for help as Ana').waitFor()
    await writes(column(page, 'help'), 'The VPN is **down**')
    await guide.getByText('Claim it as Bo').waitFor()
    const card = column(page, 'agents').locator('.card')
    await card.getByText('unassigned').waitFor()
    await card.getByRole('button', { name: 'Claim' }).click()
    await card.getByText('Bo Lindqvist').waitFor()
    await guide.getByText('Reply to Ana').waitFor()

    await card.getByRole('button', { name: 'Reply' }).click()
    const form = page.getByRole('dialog', { name: 'Reply to #1' })
    await form.getByRole('button', { name: 'Send reply' }).click()
    await form.getByText('Please fill this in.').waitFor()
    await form.getByLabel('Reply', { exact: true }).fill('no')
    await form.getByRole('button', { name: 'Send reply' }).click()
    await form.getByText('Write a little more.').waitFor()
    await form.getByLabel('Reply', { exact: true }).fill('Please _restart_ it')
    await form.getByRole('button', { name: 'Send reply' }).click()
    await form.waitFor({ state: 'detached' })
    await column(page, 'agents').getByText('Only you see this, Bo').waitFor()
    await column(page, 'help').locator('.thread-link').getByText('Please restart it').waitFor()

    await guide.getByText('Solve it').waitFor()
    await card.getByLabel('Status').selectOption('solved')
    await guide.getByText('That’s it').waitFor()
    await guide.getByRole('button', { name: 'Finish' }).click()
    await guide.waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  })

  const guideTells = async (page: Page, title: string): Promise<void> =>
    page.locator('.guide').getByText(title, { exact: true }).waitFor()
  const onTheDesk = (method: string, path: string, body: unknown) =>
    playgroundClient(demo.host.url).call(method, path, body)
  const asks = (as: string) => onTheDesk('POST', 'messages', { as, place: 'help', text: 'The VPN is down' })
  const does = (operation: string, input: Record<string, unknown>) =>
    onTheDesk('POST', 'invoke', { as: 'bo', place: 'agents', operation, input })

  testOfWhole(
    'tells whoever comes later what is left to do of what others began, and says when that is nothing',
    async () => {
      await asks('ana')
      await guideTells(await visit(), 'Claim it as Bo')
      await does('claim', { ticket: '1' })
      await guideTells(await visit(), 'Reply to Ana')
      await does('reply', { ticket: '1', text: 'Please restart it' })
      const page = await visit()
      await guideTells(page, 'Solve it')
      await does('status', { ticket: '1', status: 'solved' })
      await guideTells(page, 'That’s it')
      await guideTells(await visit(), 'That’s it')
      expect(problems).toEqual([])
    },
  )

  testOfWhole(
    'tells of a reply that can still be taken back that it waits, and to reply again once it was',
    async () => {
      await asks('ana')
      await does('claim', { ticket: '1' })
      const room = demo.tickets[0]?.room
      if (!room) throw new Error('the ticket has no room')
      const button = { kind: 'button', label: 'Take back', operation: 'take-back', input: { reply: '1' } } as const
      const card = { title: 'Reply 1', tone: 'neutral', blocks: [{ kind: 'controls', controls: [button] }] } as const
      const reply = await demo.platform.post(room, { text: say('Please restart it'), card }, 'reply')
      const page = await visit()
      await guideTells(page, 'See Ana get it')
      await demo.platform.edit(reply, { text: say('Taken back'), card: { ...card, blocks: [] } })
      await guideTells(page, 'Reply to Ana')
    },
  )

  testOfWhole('does not take another customer’s ticket for Ana’s', async () => {
    await asks('carlos')
    await does('claim', { ticket: '1' })
    await does('status', { ticket: '1', status: 'solved' })
    const page = await visit()
    await guideTells(page, 'Ask for help as Ana')
    await asks('ana')
    await guideTells(page, 'Claim it as Bo')
  })

  testOfWhole('goes on where it was when it was put away, and begins anew once all was done', async () => {
    await asks('ana')
    await does('claim', { ticket: '1' })
    const page = await visit()
    await guideTells(page, 'Reply to Ana')
    await page.getByRole('button', { name: 'Skip the guide' }).click()
    await page.locator('.guide').waitFor({ state: 'detached' })
    await does('reply', { ticket: '1', text: 'Please restart it' })
    await page.reload()
    await page.locator('.connection.live').waitFor()
    await page.getByRole('button', { name: 'Guide' }).click()
    await guideTells(page, 'Solve it')
    await does('status', { ticket: '1', status: 'solved' })
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByRole('button', { name: 'Guide' }).click()
    await guideTells(page, 'Ask for help as Ana')
    await page.reload()
    await guideTells(page, 'Ask for help as Ana')
    await asks('ana')
    await guideTells(page, 'Claim it as Bo')
  })

  testOfWhole('keeps the newest in sight when the guide takes room, or the window', async () => {
    for (let at = 0; at < 8; at++) await asks('carlos')
    const page = await visit()
    const below = `(() => {
      const { scrollHeight, scrollTop, clientHeight } = document.querySelector('#column-agents .timeline')
      return scrollHeight - scrollTop - clientHeight
    })()`
    const isAtEnd = async (): Promise<void> => {
      for (let tries = 0; tries < 50 && Number(await page.evaluate(below)) >= 2; tries++) await page.waitForTimeout(100)
      expect(await page.evaluate(below)).toBeLessThan(2)
    }
    await guideTells(page, 'Ask for help as Ana')
    await isAtEnd()
    await page.setViewportSize({ width: 1440, height: 500 })
    await isAtEnd()
  })

  test('commands are completed and carried out without the mouse', async () => {
    const page = await visit()
    await playgroundClient(demo.host.url).call('POST', 'messages', { as: 'ana', place: 'help', text: 'VPN' })
    const agents = column(page, 'agents')
    await agents.locator('.card').waitFor()
    const line = agents.locator('.composer textarea')
    await line.focus()
    await line.pressSequentially('/ti')
    await agents.getByRole('option', { name: '/ticket' }).waitFor()
    await line.press('Tab')
    await agents.getByRole('option', { name: /claim/ }).waitFor()
    await line.pressSequentially('ta')
    await agents.getByRole('option', { name: /tag/ }).waitFor()
    await agents.getByRole('option', { name: /claim/ }).waitFor({ state: 'detached' })
    await line.press('Enter')
    await agents.getByRole('option', { name: /^1/ }).waitFor()
    await line.press('ArrowDown')
    await line.press('Enter')
    await agents.getByRole('option', { name: /vpn/ }).waitFor()
    await line.press('Escape')
    await agents.locator('.suggestions').waitFor({ state: 'detached' })
    await line.pressSequentially('urgent')
    await line.press('Escape')
    await line.press('Enter')
    await agents.locator('.card').getByText('urgent').waitFor()
    expect(await line.inputValue()).toBe('')
    expect(problems).toEqual([])
  })

  test('one edits, deletes, reacts, attaches, quotes and answers in threads', async () => {
    const page = await visit()
    const help = column(page, 'help')
    await help
      .locator('input[type=file]')
      .setInputFiles({ name: 'vpn.log', mimeType: 'text/plain', buffer: Buffer.from('down') })
    await help.locator('.attachments').getByText('vpn.log').waitFor()
    await writes(help, 'my log')
    const post = help.locator('.post').filter({ hasText: 'my log' })
    await post.getByRole('link', { name: 'Download vpn.log' }).waitFor()
    await post.hover()
    await post.getByRole('button', { name: 'React with 👍' }).click()
    await post.getByRole('button', { name: /👍: Ana García/ }).waitFor()
    await help.locator('.composer textarea').press('ArrowUp')
    await help.getByRole('textbox', { name: 'Edit' }).fill('my **new** log')
    await help.getByRole('textbox', { name: 'Edit' }).press('Enter')
    const edited = help.locator('.post').filter({ hasText: 'my new log' })
    await edited.getByText('edited').waitFor()
    await edited.locator('.thread-link').click()
    await writes(help, 'one more thing')
    await help.locator('[role=log] .post').filter({ hasText: 'one more thing' }).hover()
    await help.getByRole('button', { name: 'Delete' }).last().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
    await help.locator('[role=log] .post').filter({ hasText: 'one more thing' }).waitFor({ state: 'detached' })
    expect(demo.host.received.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['message', 'reaction', 'edit', 'delete']),
    )
    expect(problems).toEqual([])
  })

  test('what is sent while the desk cannot store it stays in the line, and goes through once when it can', async () => {
    const page = await visit()
    demo.host.onReceive(() => Promise.reject(new Error('the database is away')))
    const help = column(page, 'help')
    await writes(help, 'do not lose me')
    await page.getByRole('alert').getByText('Nothing was lost').waitFor()
    expect(await help.locator('.composer textarea').inputValue()).toBe('do not lose me')
    demo.host.onReceive(() => ({ kind: 'none' }))
    await help.locator('.composer textarea').press('Enter')
    await help.locator('.post').filter({ hasText: 'do not lose me' }).waitFor()
    expect(demo.host.received.filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })

  test('says that the connection is lost, and finds what was said meanwhile', async () => {
    const page = await visit()
    await page.context().setOffline(true)
    await demo.platform.stop()
    await page.getByText('Connection lost').waitFor()
    await demo.platform.start(demo.host)
    await demo.platform.post(placeRef('help'), { text: say('said meanwhile') }, 'meanwhile')
    await page.context().setOffline(false)
    await page.locator('.connection.live').waitFor()
    await column(page, 'help').getByText('said meanwhile').waitFor()
  })

  testOfWhole('reads again what it could not read, and no longer says that the connection is lost', async () => {
    const page = await visit()
    let refused = 0
    await page.route('**/api/places?*', async (route) => {
      await (++refused > 1 ? route.continue() : route.fulfill({ status: 503, json: {} }))
    })
    await page.route('**/api/places/agents?*', async (route) =>
      route.fulfill({ status: 404, json: { error: { code: 'unknown-place', message: 'It is gone' } } }),
    )
    await page.reload()
    await page.getByText('Connection lost').waitFor()
    await page.locator('.connection.live').waitFor()
    expect(refused).toBe(2)
  })

  test('speaks Spanish, to the desk too, and keeps one’s choices', async () => {
    const page = await visit()
    await page.getByRole('button', { name: 'Español' }).click()
    await page.getByRole('heading', { name: 'Clientes' }).waitFor()
    await page.getByRole('button', { name: /Colores/ }).click()
    await writes(column(page, 'help'), 'hola')
    const message = await demo.host.next('message')
    expect(message.locale).toBe('es')
    await page.reload()
    await page.getByRole('heading', { name: 'Clientes' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
  })

  testOfWhole('leaves the people their language when another browser comes that prefers another', async () => {
    const first = await visit({ locale: 'es-ES' })
    await first.getByRole('heading', { name: 'Clientes' }).waitFor()
    const second = await visit({ locale: 'en' })
    await second.getByRole('heading', { name: 'Clientes' }).waitFor()
    await writes(column(first, 'help'), 'hola')
    expect((await demo.host.next('message')).locale).toBe('es')
  })

  test('shows one column at a time on a phone, with what is unread in the others, and never scrolls sideways', async () => {
    const page = await visit({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
    await writes(column(page, 'help'), 'VPN')
    await page.getByRole('button', { name: /Agents.*1/ }).click()
    await column(page, 'agents').locator('.card').waitFor()
    expect(await column(page, 'help').isVisible()).toBe(false)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  test('has a name for everything that can be pressed or filled in, in light and dark with enough contrast', async () => {
    const page = await visit()
    await writes(column(page, 'help'), 'VPN')
    await column(page, 'agents').locator('.card').waitFor()
    const nameless = await page.evaluate(namelessControls)
    expect(nameless).toEqual([])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await page.evaluate(faintTexts)).toEqual([])
    }
  })
})
