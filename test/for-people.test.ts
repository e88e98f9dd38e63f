import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastWords } from '../src/run/for-people'
import { openMasterKeys } from '../src/store/master-keys'
import { requireDataFolder } from '../src/store/data-folder'
import { keptLog } from './support/kept-log'

/** Last line about whatever this rejects with. */
const told = async (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'nothing',
    (error: unknown) => lastWords(error),
  )
const failed = (facts: object) => Object.assign(new Error('raw'), facts)

describe('what whoever runs the program can mend', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taquilla-people-'))
  })
  afterEach(async () => rm(folder, { recursive: true }))

  it('is one sentence with the variable’s name: a DATA_DIR that is a file, or lies below one', async () => {
    const file = join(folder, 'data')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')]) {
      const sentence = await told(requireDataFolder(path))
      expect(sentence).toMatch(/^DATA_DIR cannot be used: .* is a file and no folder\. Set DATA_DIR to a folder/)
      expect(sentence).not.toContain('\n')
      expect(await told(openMasterKeys(undefined, path, keptLog()))).toBe(sentence)
    }
  })

  it('is one sentence: a key file with something else in it', async () => {
    await writeFile(join(folder, 'master.key'), 'hello')
    const sentence = await told(openMasterKeys(undefined, folder, keptLog()))
    expect(sentence).toContain(`${join(folder, 'master.key')} holds no master key`)
    expect(sentence).not.toContain('\n')
  })

  it.each([
    [{ code: 'EACCES', path: '/data/x' }, '/data/x cannot be used: this user may not read or write it.'],
    [{ code: 'EROFS', path: '/data/x' }, '/data/x cannot be used: its file system is read-only.'],
    [{ code: 'ENOSPC', path: '/data/x' }, '/data/x cannot be used: its disk is full.'],
    [{ code: '53300', severity: 'FATAL' }, 'The database cannot be used: raw. Check DATABASE_URL.'],
    [{ code: '28P01', severity: 'FATAL' }, 'The database cannot be used: raw. Check DATABASE_URL.'],
    [{ code: 'ECONNREFUSED' }, 'The database cannot be used: raw. Check DATABASE_URL.'],
  ])('is one sentence: %j', (facts, sentence) => {
    expect(lastWords(failed(facts))).toBe(sentence)
  })

  it('is told from a fault of the program’s own, of which everything is shown', () => {
    expect(lastWords(new TypeError('undefined is not a function'))).toMatch(/undefined is not a function\n\s+at /)
    expect(lastWords(failed({ code: '23505', severity: 'ERROR' }))).toMatch(/\n\s+at /)
  })
})
