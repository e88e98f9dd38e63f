import { parseArgs } from 'node:util'
import { nearest, OperatorFault } from '../platform'

/** Fault of a command line that cannot be carried out. The message says why. */
export class CommandFault extends OperatorFault {
  override readonly name = 'CommandFault'
}

export interface Command {
  /** After `taquilla `. */
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** Each way to type it, without `taquilla NAME`, and what it does. */
  readonly ways: readonly { readonly typed: string; readonly does: string }[]
  readonly flags: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly does: string }>>
  /** The first words that it knows, where it has several acts. */
  readonly acts?: readonly string[]
}

export interface Parsed {
  readonly words: readonly string[]
  readonly flag: (name: string) => string | undefined
  readonly isOn: (name: string) => boolean
}

export const usageOf = ({ name, ways, flags }: Command): string => {
  const forms = ways.map(({ typed, does }) => [`taquilla ${name}${typed === '' ? '' : ` ${typed}`}`, does] as const)
  const options = Object.entries(flags).map(
    ([flag, { type, does }]) => [`--${flag}${type === 'string' ? ' VALUE' : ''}`, does] as const,
  )
  return table([...forms, ...options])
}

export const usageFault = (command: Command, why: string) => new CommandFault(`${why}\n${usageOf(command)}`)

export const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n')
}

/** Throws CommandFault with the usage where a flag is unknown, a value is missing, or an act is none of the command's. */
export const parse = (command: Command, args: readonly string[], mostWords: number): Parsed => {
  const fault = (why: string) => usageFault(command, why)
  const { flags, acts } = command
  const { tokens } = parseArgs({ args: [...args], options: flags, allowPositionals: true, strict: false, tokens: true })
  const words: string[] = []
  const given = new Map<string, string | undefined>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined
    if (flag === undefined)
      throw fault(
        `taquilla ${command.name} has no flag ${token.rawName}.${meant(token.name, Object.keys(flags), '--')}`,
      )
    if (flag.type === 'string' && (token.value ?? '') === '') throw fault(`--${token.name} needs a value.`)
    if (flag.type === 'boolean' && token.value !== undefined) throw fault(`--${token.name} takes no value.`)
    given.set(token.name, token.value)
  }
  const [first] = words
  if (acts !== undefined && (first === undefined || !acts.includes(first)))
    throw fault(
      first === undefined
        ? `taquilla ${command.name} needs one of: ${acts.join(', ')}.`
        : `taquilla ${command.name} has no act “${first}”.${meant(first, acts)}`,
    )
  if (words.length > mostWords) throw fault(`“${words[mostWords]}” is one word too many.`)
  return { words, flag: (name) => given.get(name), isOn: (name) => given.has(name) }
}

export const meant = (typed: string, known: readonly string[], before = ''): string => {
  const [found] = nearest(typed, known)
  return found === undefined ? '' : ` Did you mean ${before}${found}?`
}
