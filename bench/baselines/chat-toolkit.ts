import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { StateAdapter } from 'chat'

/** The `chat` package with its Slack adapter and its state in memory: a command's words are posted into its channel. */
const main = async () => {
  // They can only be imported.
  const [{ createSlackAdapter }, { createMemoryState }, { Chat }] = await Promise.all([
    import('@chat-adapter/slack'),
    import('@chat-adapter/state-memory'),
    import('chat'),
  ])
  const bot = new Chat({
    userName: 'bench',
    adapters: { slack: createSlackAdapter({ apiUrl: process.env['SLACK_API_URL'] ?? '' }) },
    // The same class in another copy of the package.
    state: createMemoryState() as unknown as StateAdapter,
    concurrency: 'concurrent',
    logger: 'error',
  })
  bot.onSlashCommand(async ({ channel, text }) => void (await channel.post(text)))
  const port = Number(process.env['PORT'])
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
      const url = `http://127.0.0.1:${port}${request.url}`
      const answer = await bot.webhooks.slack(new Request(url, { method: 'POST', headers, body: new Uint8Array(body) }))
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    })
  })
  server.listen(port, '127.0.0.1', () => process.stdout.write(`listens on http://127.0.0.1:${port}\n`))
}

void main()
