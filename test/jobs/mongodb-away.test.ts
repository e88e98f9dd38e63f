import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { freshDatabase } from '../support/postgres'
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

/** With the environment of a program on a folder of its own, whose MongoDB is silent. */
const withSilent = async (run: (env: NodeJS.ProcessEnv) => Promise<void>) => {
  const folder = await dataFolder()
  const mongo = await silent()
  try {
    await run({ DATA_DIR: folder.path, PORT: '0', AGENDA_MONGODB_URL: `mongodb://127.0.0.1:${mongo.port}/agenda` })
  } finally {
    mongo.close()
    await folder.remove()
  }
}

// Most of it is waiting: all go on side by side.
const it = test.concurrent

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

  it('is told in one sentence, the last line, and no stack', async () => {
    const database = await freshDatabase()
    try {
      await withSilent(async (env) => {
        const child = startChild('src/main.ts', [], { ...env, DATABASE_URL: database.url })
        expect(await child.ended).toBe(1)
        const told = child.output().trim().split('\n').at(-1)
        expect(told).toMatch(/^Cannot use the MongoDB at .* Check AGENDA_MONGODB_URL/)
        expect(child.output()).not.toMatch(/\n\s+at /)
      })
    } finally {
      await database.drop()
    }
  })

  it('meanwhile SIGTERM ends the desk within 5 s', async () =>
    withSilent(async (env) => {
      const child = startChild('src/main.ts', [], { ...env, LOG_FORMAT: 'json' })
      await child.line(/embedded PostgreSQL is up/)
      const told = Date.now()
      child.kill('SIGTERM')
      await child.ended
      expect(Date.now() - told).toBeLessThan(5000)
    }))
})
