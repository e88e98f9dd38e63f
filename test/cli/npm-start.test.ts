import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { dataFolder, eventually } from '../support/running-desk'

jest.setTimeout(180_000)

const project = resolve(__dirname, '../..')

/** A checkout of this program as an image has it: what was built, here the sources themselves, and no compiler. */
const checkout = async (path: string) => {
  await mkdir(join(path, 'src/cli'), { recursive: true })
  await mkdir(join(path, 'dist/src/cli'), { recursive: true })
  await symlink(join(project, 'node_modules'), join(path, 'node_modules'))
  for (const file of ['package.json', 'src/cli/taquilla.js']) await copyFile(join(project, file), join(path, file))
  const built = (file: string) =>
    `require(${JSON.stringify(join(project, 'test/support/typescript.js'))})
module.exports = require(${JSON.stringify(join(project, file))})`
  await writeFile(join(path, 'dist/src/cli/commands.js'), built('src/cli/commands.ts'))
  await writeFile(join(path, 'dist/src/main.js'), built('src/main.ts'))
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('npm start', () => {
  let folder: { path: string; remove(): Promise<void> }
  let port: number
  const left: ChildProcess[] = []
  beforeAll(async () => {
    folder = await dataFolder()
    await checkout(folder.path)
    port = await freePort()
  })
  afterAll(async () => {
    for (const child of left) child.kill('SIGKILL')
    await folder.remove()
  })
  const start = async () => {
    const npm = spawn('npm', ['start'], {
      cwd: folder.path,
      env: { ...process.env, PORT: String(port), DATA_DIR: join(folder.path, 'data'), DESK_ZONE: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    left.push(npm)
    let output = ''
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await eventually(
      'it is open',
      async () => {
        if (npm.exitCode !== null) throw new Error(`it ended:\n${output}`)
        return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok
      },
      60_000,
    )
    return npm
  }
  const isGone = async () =>
    eventually(
      'the desk is gone, and its port free',
      async () =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          () => false,
          () => true,
        ),
      10_000,
    )

  test('ended by a signal to npm alone, SIGKILL too, the desk goes with it: it starts again on the same port and data', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const npm = await start()
      npm.kill(signal)
      if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit')
      await isGone()
    }
  })
})
