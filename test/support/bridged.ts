import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Host, Memory, Platform } from '../../src/platform'
import type { StubHost } from './stub-host'

/** A port that is free now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Lets a harness of the contract suite, which expects a desk of its own, drive a real one: what it asks of its host goes to
 * the desk that its platform is started with.
 */
export const bridged = (port: number): { readonly host: StubHost; readonly over: (platform: Platform) => Platform } => {
  let real: Host | undefined
  const early: ((memory: (scope: string) => Memory) => Promise<void>)[] = []
  const host = {
    url: `http://127.0.0.1:${port}`,
    receive: async (event: Parameters<Host['receive']>[0]) => real!.receive(event),
    memory: (scope: string): Memory =>
      real?.memory(scope) ??
      ({
        put: async (key: string, value: unknown) => {
          early.push(async (memory) => memory(scope).put(key, value))
        },
      } as unknown as Memory),
  } as unknown as StubHost
  return {
    host,
    over: (platform) => ({
      ...platform,
      // How fast a network may be sent to has tests of its own.
      limits: { ...platform.limits, pace: [] },
      start: async (given) => {
        real = given
        for (const write of early) await write(given.memory)
        await platform.start({ ...given, receive: async (event) => host.receive(event) })
      },
    }),
  }
}
