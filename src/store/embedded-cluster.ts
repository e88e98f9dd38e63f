import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../platform'
import { EmbeddedFault, runAs, type Binaries, type ServerUser } from './embedded-host'

/** A server on a folder: `<home>/cluster` is PostgreSQL's, `<home>/secrets.json` ours. */
export interface Server {
  readonly home: string
  readonly cluster: string
  readonly user: ServerUser
  readonly binaries: Binaries
  readonly log: Log
  readonly launched?: () => void
}

/** Made once, with the cluster. */
export interface Secrets {
  readonly superPassword: string
  readonly password: string
}

const random = (): string => randomBytes(24).toString('base64url')

/** The secrets of the cluster in `home`, which is made when there is none. */
export async function ensureCluster(server: Server): Promise<Secrets> {
  const existing = await readSecrets(server.home)
  if (existing) return existing
  server.log.info({ folder: server.home }, 'making a new PostgreSQL database')
  // Made aside and renamed: a start killed halfway, or two at once, leave either a whole cluster or none.
  const aside = `${server.home}.new-${process.pid}`
  try {
    await removeFolder(aside)
    await create(server, aside)
    await rename(aside, server.home)
  } catch (error) {
    const others = await readSecrets(server.home)
    await removeFolder(aside)
    if (others) return others
    throw error
  }
  await removeRemains(server.home)
  return (await readSecrets(server.home)) as Secrets
}

/** Undefined where no cluster was made yet. */
export async function readSecrets(home: string): Promise<Secrets | undefined> {
  const text = await readFile(join(home, 'secrets.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new EmbeddedFault(`${home} cannot be read: ${error.message}. Start as the user who started it first.`)
  })
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Secrets)
  } catch {
    throw new EmbeddedFault(`${join(home, 'secrets.json')} is damaged: put it back from a backup of DATA_DIR.`)
  }
}

async function create({ user, binaries }: Server, home: string): Promise<void> {
  const secrets: Secrets = { superPassword: random(), password: random() }
  const cluster = join(home, 'cluster')
  const passwordFile = join(home, 'password')
  await mkdir(cluster, { recursive: true })
  await writeFile(passwordFile, secrets.superPassword, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) {
    await chmod(home, 0o711)
    await chown(cluster, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  // The built-in locale sorts and folds the same on every machine.
  const { code, output } = await runAs(user, binaries.initdb, [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ])
  await rm(passwordFile)
  if (code !== 0) throw new EmbeddedFault(`PostgreSQL could not make its database in ${home}: ${output}`)
  const file = await open(join(home, 'secrets.json'), 'wx', 0o600)
  await file.writeFile(JSON.stringify(secrets))
  await file.sync()
  await file.close()
}

/** Removes a folder that another start may be emptying too: one that turns out not to be empty is looked at again. */
const removeFolder = async (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })

async function removeRemains(home: string): Promise<void> {
  const folder = join(home, '..')
  for (const name of await readdir(folder)) if (/^postgres\.new-\d+$/.test(name)) await removeFolder(join(folder, name))
}
