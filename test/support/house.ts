import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'

/** The import graph of the program: its rooms, the floors that they stand on, and what an import may not do. */

export const project = resolve(__dirname, '../..')

export interface Source {
  /** From the project's root, with slashes. */
  readonly path: string
  readonly text: string
}
/** Import of a file: `src/desk/receive` for one of ours, `pg` for a package, `node:fs` for Node's own. */
export interface Import {
  readonly from: string
  readonly to: string
  /** Gone once it is compiled. */
  readonly isType: boolean
}

/** From the ground up. A room imports values only from floors below its own; `slice.ts` of any room stands with `slices.ts`. */
export const floors: readonly (readonly string[])[] = [
  ['src/platform'],
  ['src/core', 'src/store', 'src/jobs', 'src/outgoing', 'adapters'],
  ['src/model'],
  ['src/settings', 'src/people', 'src/audit'],
  ['src/queues', 'src/tickets', 'src/sla', 'src/doctor'],
  ['src/files'],
  ['src/delivery'],
  ['src/tickets/life'],
  ['src/tickets/fields', 'src/routing', 'src/people/roles'],
  ['src/tickets/conversation'],
  ['src/tickets/links', 'src/tickets/cards'],
  ['src/lists'],
  ['src/rules'],
  ['src/due', 'src/workspaces', 'src/privacy'],
  ['src/tx', 'src/run', 'operations'],
  ['src/desk'],
  ['src'],
  ['src/cli'],
]
const floorsByRoom = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor + 1])))

/** The folder of `src` that a file belongs to as a room, `operations` for those of any slice, `adapters` for all of them; undefined elsewhere. */
export const roomOf = (path: string): string | undefined => {
  if (path.startsWith('adapters/')) return 'adapters'
  if (!path.startsWith('src/')) return undefined
  if (/\/slice(\.ts)?$/.test(path)) return 'src'
  const folder = posix.dirname(path)
  return folder.endsWith('/operations') ? 'operations' : folder
}
/** From 1, the ground. A slice that is listed nowhere stands where nobody but the desk can know it. */
export const floorOf = (room: string): number => floorsByRoom.get(room) ?? floorsByRoom.get('src/due')!

/** A statement stands at a line's start; a call stands anywhere. */
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s((?:[^'"`;]*?\sfrom\s*)?)['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g

export const importsOf = ({ path, text }: Source): readonly Import[] =>
  [...text.matchAll(importPattern)].map(([, names = '', statement, call]) => {
    const named = statement ?? call ?? ''
    const isType = statement !== undefined && isTypes(names)
    if (!named.startsWith('.')) return { from: path, to: packageOf(named), isType }
    const to = posix.normalize(posix.join(posix.dirname(path), named.replace(/\.js$/, '')))
    return { from: path, to, isType }
  })

const isTypes = (names: string): boolean => {
  if (/^type[\s{]/.test(names)) return true
  const listed = /^\{([^}]*)\}\s*from/.exec(names)?.[1]
  const each = listed?.split(',').filter((name) => name.trim() !== '') ?? []
  return each.length > 0 && each.every((name) => name.trim().startsWith('type '))
}
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

export const sourcesIn = (folder: string): readonly Source[] =>
  readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sourcesIn(path)
    if (!/\.(ts|tsx)$/.test(entry.name)) return []
    return [
      {
        path: relative(project, join(project, path)).replaceAll('\\', '/'),
        text: readFileSync(join(project, path), 'utf8'),
      },
    ]
  })

/** Imports among these files themselves, each to the file that it means. */
export const graphOf = (sources: readonly Source[]): readonly Import[] => {
  const known = new Map(sources.flatMap(({ path }) => namesOf(path).map((name) => [name, path])))
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ to, ...one }) => {
      const file = known.get(to)
      return file === undefined ? [] : [{ ...one, to: file }]
    }),
  )
}
const namesOf = (path: string): string[] => {
  const bare = path.replace(/\.tsx?$/, '')
  return bare.endsWith('/index') ? [path, bare, posix.dirname(bare)] : [path, bare]
}

/** Files that import each other, however far round; types count. Each circle with all that are in it. */
export const circlesOf = (imports: readonly Pick<Import, 'from' | 'to'>[]): readonly (readonly string[])[] => {
  const targets = new Map<string, Set<string>>()
  for (const { from, to } of imports) targets.set(from, (targets.get(from) ?? new Set()).add(to))
  const place = new Map<string, number>()
  const lowest = new Map<string, number>()
  const path: string[] = []
  const circles: string[][] = []
  const visit = (one: string) => {
    place.set(one, place.size)
    lowest.set(one, place.get(one)!)
    path.push(one)
    for (const next of targets.get(one) ?? []) {
      if (!place.has(next)) visit(next)
      if (path.includes(next)) lowest.set(one, Math.min(lowest.get(one)!, lowest.get(next)!))
    }
    if (lowest.get(one) !== place.get(one)) return
    const circle = path.splice(path.indexOf(one))
    if (circle.length > 1 || targets.get(one)?.has(one) === true) circles.push(circle.sort())
  }
  for (const one of targets.keys()) if (!place.has(one)) visit(one)
  return circles
}

/** Values that a room takes from its own floor or from above. */
export const arrowsUp = (imports: readonly Import[]): readonly string[] =>
  imports.flatMap(({ from, to, isType }) => {
    const [room, other] = [roomOf(from), roomOf(to)]
    if (isType || room === undefined || other === undefined || room === other) return []
    const [here, there] = [floorOf(room), floorOf(other)]
    return there < here ? [] : [`${from} (${here}) takes ${to} (${there})`]
  })

export interface Figures {
  readonly files: number
  readonly rooms: number
  readonly imports: number
  readonly circles: readonly (readonly string[])[]
  readonly up: readonly string[]
}
export const figuresOf = (sources: readonly Source[]): Figures => {
  const imports = graphOf(sources)
  return {
    files: sources.length,
    rooms: new Set(sources.flatMap(({ path }) => roomOf(path) ?? [])).size,
    imports: imports.length,
    circles: circlesOf(imports),
    up: arrowsUp(imports),
  }
}
