import { access, constants, mkdir, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OperatorFault } from '../platform'

/** Keeps whatever we make for us alone; folders may be passed through where the embedded server runs as another user than root. */
export const keepFilesPrivate = () => void process.umask(process.getuid?.() === 0 ? 0o066 : 0o077)

const reasons = new Map(
  Object.entries({
    EACCES: 'this user may not read or write it',
    EPERM: 'this user may not read or write it',
    EROFS: 'its file system is read-only',
    EEXIST: 'it is a file and no folder',
    ENOTDIR: 'a part of its path is a file and no folder',
    ENOSPC: 'its disk is full',
    EDQUOT: 'this user’s share of the disk is full',
    EISDIR: 'it is a folder and no file',
    ELOOP: 'its links go round in circles',
    ENAMETOOLONG: 'its name is too long',
    EMFILE: 'too many files are open',
  }),
)
/** Why a file or folder cannot be used, when it is the machine’s to mend. */
export const fileReason = (error: unknown): string | undefined => reasons.get((error as { code?: string }).code ?? '')

/** Makes DATA_DIR where it is missing. Throws OperatorFault when nothing can be kept in it. */
export const requireDataFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error('a file'), { code: 'EEXIST' })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { message } = error as Error
    throw new OperatorFault(
      `DATA_DIR cannot be used: ${folder}: ${fileReason(error) ?? message}. Set DATA_DIR to a folder that this user may write to.`,
      { cause: error },
    )
  }
}

/** The disk that DATA_DIR is on, or would be: with a database elsewhere the folder may not be there. */
export const diskOf = async (folder: string): Promise<{ diskBytes: number; diskFreeBytes: number }> => {
  const found = await statfs(folder).catch(() => undefined)
  if (found === undefined)
    return dirname(folder) === folder ? { diskBytes: 0, diskFreeBytes: 0 } : diskOf(dirname(folder))
  return { diskBytes: found.blocks * found.bsize, diskFreeBytes: found.bavail * found.bsize }
}
