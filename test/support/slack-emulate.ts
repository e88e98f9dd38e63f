import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Slack's Web API as another project wrote it (npm `emulate`), strict about scopes. Runs as a process of its own. */
export interface Emulated {
  readonly apiUrl: string
  call(token: string, method: string, args?: Record<string, string>): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export const startEmulate = async (tokens: Readonly<Record<string, readonly string[]>>): Promise<Emulated> => {
  const folder = await mkdtemp(join(tmpdir(), 'taquilla-emulate-'))
  const seed = {
    slack: {
      team: { name: 'Emulated', domain: 'emulated' },
      users: [{ name: 'ana', real_name: 'Ana García' }],
      channels: [{ name: 'help' }],
      strict_scopes: true,
      tokens: Object.entries(tokens).map(([token, scopes]) => ({ token, type: 'bot', user: 'ana', scopes })),
    },
  }
  await writeFile(join(folder, 'seed.yaml'), JSON.stringify(seed))
  const port = await freePort()
  const program = resolve(__dirname, '../../node_modules/emulate/dist/index.js')
  const child = spawn(
    process.execPath,
    [
      program,
      'start',
      '--service',
      'slack',
      '--port',
      String(port),
      '--seed',
      join(folder, 'seed.yaml'),
      '--base-url',
      `http://127.0.0.1:${port}`,
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'close')
  const apiUrl = `http://127.0.0.1:${port}/api/`
  const call: Emulated['call'] = async (token, method, args = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`${apiUrl}${method}`, { method: 'POST', headers, body: new URLSearchParams(args) })
    return (await response.json()) as Record<string, unknown>
  }
  const [first = ''] = Object.keys(tokens)
  for (let turn = 0; ; turn++) {
    const answer = await call(first, 'auth.test').catch(() => undefined)
    if (answer) break
    if (turn > 200 || child.exitCode !== null) throw new Error('emulate does not start')
    await new Promise((again) => setTimeout(again, 50))
  }
  return {
    apiUrl,
    call,
    close: async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
