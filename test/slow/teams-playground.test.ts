import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { platform as playground } from '../../adapters/playground/definition'
import { platform as teams } from '../../adapters/teams/definition'
import { playgroundClient } from '../adapters/playground/client'
import { startDesk, type TestDesk } from '../support/desk'

const browserPath = '/usr/bin/chromium'
const story = existsSync(browserPath) ? describe : describe.skip
if (!existsSync(browserPath)) process.stdout.write(`no ${browserPath}: Microsoft’s playground is not walked through\n`)

const pictures = join(tmpdir(), 'taquilla-pictures')
const alex = '00000000-0000-0000-0000-0000000000001/user-id-0'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

story('Microsoft’s own Agents Playground as the client', () => {
  let desk: TestDesk
  let emulator: ChildProcess
  let browser: Browser
  let page: Page
  let base: string
  const folder = mkdtempSync(join(tmpdir(), 'teams-playground-'))
  const client = () => playgroundClient(`http://127.0.0.1:${desk.program.port}`)
  const shot = async (name: string): Promise<void> => {
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `teams-${name}.png`) })
  }

  beforeAll(async () => {
    const platforms = [
      playground.create(playground.config.parse({ DATA_DIR: folder })),
      teams.create(teams.config.parse({ TEAMS_EMULATOR: 'on' })),
    ]
    desk = await startDesk(platforms, { env: { TICK_MS: '200' } })
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    const cli = join(dirname(require.resolve('@microsoft/m365agentsplayground/package.json')), 'cli.js')
    const bot = `http://127.0.0.1:${desk.program.port}/api/messages`
    const flags = [
      'start',
      '-e',
      bot,
      '-c',
      'msteams',
      '-p',
      String(port),
      '--service-url',
      `${base}/_connector`,
      '--disable-telemetry',
    ]
    // It writes into the folder it runs in.
    emulator = spawn(process.execPath, [cli, ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const line of emulator.stdout ?? []) if (String(line).includes('Listening')) break
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
    // Its fonts are far away.
    await page.route('**/*', (route) => (route.request().url().startsWith(base) ? route.continue() : route.abort()))
    await page.goto(base, { waitUntil: 'domcontentloaded' })
    await page.getByText('Announcements').first().waitFor()
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    emulator?.kill()
    await desk?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Somebody writes in the playground's own way, which mentions the bot. */
  const types = async (conversation: string, text: string): Promise<void> => {
    const named = { mentioned: { id: '00000000-0000-0000-0000-00000000000011' }, text: '<at>Test Bot</at>' }
    const response = await fetch(`${base}/_conversation/v1/conversations/${conversation}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        text: `<at>Test Bot</at> ${text}`,
        textFormat: 'markdown',
        from: { id: 'user-id-0' },
        mentions: [named],
      }),
    })
    expect(response.status).toBe(200)
  }
  const invoke = (operation: string, input: object) =>
    client().call('POST', 'invoke', { as: 'ada', place: 'agents', operation, input })

  test('an agent claims a ticket on its card, which changes in place, and answers by form', async () => {
    await invoke('role', { user: { platform: 'teams', kind: 'user', id: alex }, role: 'admin' })
    await types('channel-announcements-id', '/desk place agents')
    await page.getByText('Announcements').first().click()
    await client().call('POST', 'messages', { as: 'ana', place: 'help', text: 'The printer on **floor 3** eats paper' })
    await page.getByText('#1 · The printer on floor 3 eats paper').waitFor()
    await shot('1-card')

    await page.getByRole('button', { name: 'Claim', exact: true }).click()
    await page.getByRole('button', { name: 'Release', exact: true }).waitFor()
    expect(await page.getByText('#1 · The printer on floor 3 eats paper').count()).toBe(1)
    await shot('2-claimed')

    await page.getByRole('button', { name: 'Reply', exact: true }).click()
    const words = page.locator('textarea').first()
    await words.fill('We send **Jo** with a new roller')
    await shot('3-form')
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
    await page.getByRole('paragraph').filter({ hasText: '✓ Done' }).waitFor()
    await page.getByRole('button', { name: 'Send now', exact: true }).click()
    await page.getByText('✅ Delivered').first().waitFor()
    await shot('4-sent')

    const [asked] = await client().posts('help', 'ana')
    const thread = await client().posts(`help.${asked?.id ?? ''}`, 'ana')
    expect(thread.at(-1)?.text).toBe('We send Jo with a new roller')
  }, 60_000)

  test('a customer writes in the bot’s own chat and reads the answer there', async () => {
    await invoke('role', { user: { platform: 'teams', kind: 'user', id: alex }, role: 'customer' })
    await page.getByText('Personal Chat').first().click()
    const { config } = (await (await fetch(`${base}/_internal/v1/testConfig`)).json()) as {
      readonly config: { readonly personalChat: { readonly id: string } }
    }
    const response = await fetch(`${base}/_conversation/v1/conversations/${config.personalChat.id}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'My *mouse* is broken', textFormat: 'markdown', from: { id: 'user-id-0' } }),
    })
    expect(response.status).toBe(200)
    await page.getByText('#2 · My mouse is broken').waitFor()
    await client().call('POST', 'invoke', {
      as: 'bo',
      place: 'agents',
      command: '/ticket reply 2 A new one is on its way',
    })
    await desk.later(15_000)
    await page.getByRole('paragraph').filter({ hasText: 'A new one is on its way' }).waitFor()
    await shot('5-customer')
  }, 60_000)
})
