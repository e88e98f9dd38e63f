import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const project = resolve(__dirname, '..')
const model = readFileSync(join(project, 'docs/security.md'), 'utf8')
/** A file, and what it is said to test: up to the next file or cell. */
const named = [...model.matchAll(/`(test\/[\w/.-]+\.ts)`([^`|]*)/g)].map(([, path, after]) => ({
  path: path!,
  names: [...after!.matchAll(/“([^”]+)”/g)].map(([, name]) => name!),
}))

const missing = ({ path, names }: (typeof named)[number]): readonly string[] => {
  if (!existsSync(join(project, path))) return [path]
  const source = readFileSync(join(project, path), 'utf8')
  return names.filter((name) => !source.includes(name)).map((name) => `${path}: ${name}`)
}

describe('the threat model', () => {
  it('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(25)
    expect(named.flatMap(missing)).toEqual([])
  })

  it('would not without them (control)', () => {
    expect(missing({ path: 'test/nowhere.test.ts', names: [] })).toHaveLength(1)
    expect(missing({ path: 'test/log.test.ts', names: ['what nobody tests'] })).toHaveLength(1)
  })

  it('covers the rows of the reliability table that are about trust', () => {
    const rows = [...model.matchAll(/\(row (\d+)\)/g)].map(([, row]) => Number(row))
    expect([...new Set(rows)].sort((a, b) => a - b)).toEqual([
      25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    ])
  })

  it('gives each threat a control and a test', () => {
    const threats = model.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Threat|-)/.test(line))
    expect(threats.filter((line) => !/\| [^|]{10,} \| .*`test\//.test(line))).toEqual([])
  })
})
