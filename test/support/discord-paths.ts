import { commandsFor } from '../../adapters/discord/commands'
import type { OperationInfo } from '../../src/platform'

interface Part {
  readonly name: string
  readonly type: number
  readonly options?: readonly Part[]
}

/** Ways to subcommands as Discord has them registered, `/ticket find search`, each with the names of its fields. */
export const registeredPaths = (operations: readonly OperationInfo[]): ReadonlyMap<string, readonly string[]> => {
  const waysIn = ({ name, options = [] }: Part, before: string): (readonly [string, readonly string[]])[] => {
    const inner = options.filter(({ type }) => type === 1 || type === 2)
    const way = `${before}${name}`
    if (inner.length === 0) return [[way, options.map((one) => one.name)]]
    return inner.flatMap((one) => waysIn(one, `${way} `))
  }
  return new Map(commandsFor(operations).flatMap((one) => (one.type === 1 ? waysIn(one as unknown as Part, '/') : [])))
}

/** The commands that a text names and that Discord does not have, and fields that they have not. */
export const unknownIn = (text: string, paths: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  [...text.matchAll(/(?<![\p{L}\p{N}/])\/(?:ticket|desk)(?: [^\n`"]*)?/gu)].flatMap(([line]) => {
    const words = line.split(' ')
    const way = [3, 2].map((count) =>
      words
        .slice(0, count)
        .join(' ')
        .replace(/[.,;:)”»]+$/u, ''),
    )
    const found = way.find((one) => paths.has(one))
    return found === undefined ? [line] : []
  })
