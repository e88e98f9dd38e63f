import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { startChild } from '../support/process'
import { dataFolder } from '../support/running-desk'

jest.setTimeout(60_000)

/** Takes connections and never says a word. */
const silent = async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describe('a MongoDB that is away when the desk starts', () => {
  it.each([
    ['nobody listens', 'mongodb://someone:hush@127.0.0.1:1/agenda', '127.0.0.1:1'],
    ['its name is unknown', 'mongodb://no-such-host.invalid/agenda', 'no-such-host.invalid'],
    ['its option is misspelt', 'mongodb://127.0.0.1:1/agenda?retryWrite=no', '127.0.0.1:1'],
    ['its service is unknown', 'mongodb+srv://no-such-host.invalid/agenda', 'no-such-host.invalid'],
  ])('is named by its variable, before the desk opens: %s', async (_, AGENDA_MONGODB_URL, host) => {
    const began = Date.now()
    const attempt = startDesk([fakeNetwork('chat').platform], { env: { AGENDA_MONGODB_URL } })
    const error: unknown = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(String(error)).toContain(`Cannot use the MongoDB at ${host}`)
    expect(String(error)).toContain('Check AGENDA_MONGODB_URL')
    expect(String(error)).not.toContain('hush')
    expect(Date.now() - began).toBeLessThan(20_000)
  })

  it('is told in one sentence, the last line, and no stack; SIGTERM meanwhile ends the desk within 5 s', async () => {
    const folder = await dataFolder()
    const mongo = await silent()
    try {
      const env = { DATA_DIR: folder.path, PORT: '0', AGENDA_MONGODB_URL: `mongodb://127.0.0.1:${mongo.port}/agenda` }
      const child = startChild('src/main.ts', [], env)
      expect(await child.ended).toBe(1)
      expect(child.output().trim().split('\n').at(-1)).toMatch(/^Cannot use the MongoDB at .* Check AGENDA_MONGODB_URL/)
      expect(child.output()).not.toMatch(/\n\s+at /)

      const second = startChild('src/main.ts', [], { ...env, LOG_FORMAT: 'json' })
      await second.line(/embedded PostgreSQL is up/)
      const told = Date.now()
      second.kill('SIGTERM')
      await second.ended
      expect(Date.now() - told).toBeLessThan(5000)
    } finally {
      mongo.close()
      await folder.remove()
    }
  })
})
