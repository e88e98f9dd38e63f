import { z } from 'zod'
import { operations } from '../../src/slices'
import type { FieldMeta } from '../../src/core/operation'
import { hasRole } from '../../src/model/person'
import { roles, type Input, type InputValue } from '../../src/platform'
import type { FakeNetwork } from './fake-network'
import type { ManyDesks } from './many-desks'

const metaOf = (schema: z.ZodType): FieldMeta => {
  const own = z.globalRegistry.get(schema) as FieldMeta | undefined
  if (own?.field !== undefined) return own
  const { innerType, in: inner } = (schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType } }).def
  return metaOf((innerType ?? inner)!)
}

/** Somebody who may ask, what for, and the ids that are not theirs beside ids of nothing at all. */
interface Case {
  readonly who: string
  readonly foreign: { readonly ticket: string; readonly id: string }
  readonly nothing: { readonly ticket: string; readonly id: string }
}

/**
 * Every operation that the asker's role may ask for, with an id that belongs to another: by command, button, form, choices and
 * search. What is answered differs in nothing but the id from the answer for one that does not exist.
 */
export const faultsOfForeignIds = async (many: ManyDesks, network: FakeNetwork) => {
  await many.says(network, 'ana', 'acme', 'MOONSTONE of ana')
  await many.says(network, 'acme-customer', 'acme', 'mine of acme')
  for (const text of ['SUNSTONE one', 'SUNSTONE two', 'SUNSTONE three']) await many.says(network, 'gus', 'globex', text)
  await many.desk.later(180_000)
  await many.says(network, 'gus', 'globex', 'SUNSTONE later')
  await many.invokes(network, 'globex-agent', 'globex', 'reply', { ticket: '1', text: 'SUNSTONE reply' })
  await many.desk.settle()
  const [{ id: entry, number } = { id: '', number: 0 }] = await many.desk.rows<{ id: string; number: number }>(
    `select e.id, (select max(number)::int from tickets t where t.desk = e.desk) as number
     from entries e where e.text::text like '%SUNSTONE reply%'`,
  )
  const [{ mine } = { mine: 0 }] = await many.desk.rows<{ mine: number }>(
    `select number::int as mine from tickets where subject like '%MOONSTONE%'`,
  )
  const nothing = { ticket: '987654', id: '0190a000-0000-7000-8000-000000000000' }
  const cases: Case[] = [
    { who: 'acme-customer', foreign: { ticket: String(mine), id: entry }, nothing },
    ...roles.map((role) => ({
      who: `acme-${role}`,
      // A number that the other desk alone has.
      foreign: { ticket: String(Math.max(number, 3)), id: entry },
      nothing,
    })),
  ]
  const faults: string[] = []
  let asked = 0
  for (const { who, foreign, nothing: none } of cases) {
    const role = roles.find((one) => who.endsWith(one))!
    for (const operation of operations) {
      if (!hasRole({ role }, operation.by)) continue
      const filled = inputsFor(operation.input.shape as Record<string, z.ZodType>, network)
      if (filled === undefined) continue
      const told = async (ids: Case['foreign']): Promise<string> => {
        const input = filled(ids)
        const answers = [
          await many.invokes(network, who, 'acme', operation.name, input),
          await many.asks(network, who, 'acme', { kind: 'form', operation: operation.name, input }),
          ...(await Promise.all(
            Object.keys(operation.suggest ?? {}).map(async (field) =>
              many.asks(network, who, 'acme', {
                kind: 'choices',
                operation: operation.name,
                field,
                typed: ids.ticket,
                input,
              }),
            ),
          )),
        ]
        asked += answers.length
        return JSON.stringify(answers)
          .replaceAll(ids.id, '<id>')
          .replaceAll(new RegExp(`\\b${ids.ticket}\\b`, 'g'), '<n>')
      }
      const [theirs, absent] = [await told(foreign), await told(none)]
      if (theirs !== absent) faults.push(`${who}, ${operation.name}: ${firstDifference(theirs, absent)}`)
      if (/MOONSTONE|SUNSTONE/.test(role === 'customer' ? theirs : theirs.replaceAll(/[^"]*MOONSTONE[^"]*/g, '')))
        faults.push(`${who}, ${operation.name} tells of what is not theirs`)
    }
    const found = JSON.stringify([
      await many.asks(network, who, 'acme', { kind: 'search', operation: 'search', typed: 'SUNSTONE' }),
      await many.invokes(network, who, 'acme', 'search', { text: 'SUNSTONE' }),
      await many.invokes(network, who, 'acme', 'list', { filter: 'all' }),
      ...(role === 'customer'
        ? [await many.asks(network, who, 'acme', { kind: 'search', operation: 'search', typed: 'MOONSTONE' })]
        : []),
    ])
    asked += 3
    const leaked = found.replaceAll(/for [“"\\]*SUNSTONE[”"\\]*/g, '')
    if (
      /SUNSTONE (?:one|two|three|later|reply)|of ana/.test(
        role === 'customer' ? leaked : leaked.replaceAll('of ana', ''),
      )
    )
      faults.push(`${who} finds what is not theirs`)
  }
  await many.invokes(network, 'acme-admin', 'acme', 'config', { do: 'export' })
  const exported = await many.desk.rows<{ file: string }>(
    `select convert_from(bytes, 'UTF8') as file from documents where desk = (select desk from tickets where subject like '%MOONSTONE%')`,
  )
  if (exported.length === 0 || exported.some(({ file }) => /globex|SUNSTONE/.test(file)))
    faults.push('an export tells of another desk')
  return { faults, asked }
}

/** Something that each field takes, and the id in those that carry one; undefined when none does. */
const inputsFor = (shape: Readonly<Record<string, z.ZodType>>, network: FakeNetwork) => {
  const fields = Object.entries(shape).map(([name, schema]) => ({ name, schema, meta: metaOf(schema) }))
  const carries = (schema: z.ZodType) =>
    schema.safeParse('0190a000-0000-7000-8000-000000000000').success && !schema.safeParse('x y').success
  if (!fields.some(({ meta, schema }) => meta.field === 'ticket' || carries(schema))) return undefined
  return (ids: Case['foreign']): Input =>
    Object.fromEntries(
      fields.flatMap(({ name, schema, meta }): [string, InputValue][] => {
        if (meta.field === 'ticket') return [[name, ids.ticket]]
        if (carries(schema)) return [[name, ids.id]]
        // Only what must be there: less is told apart by less.
        if (schema.safeParse(undefined).success) return []
        return [[name, valueOf(meta, network)]]
      }),
    )
}

const valueOf = ({ field, choices }: FieldMeta, network: FakeNetwork): InputValue => {
  switch (field) {
    case 'choice':
      return choices![0]!
    case 'user':
      return network.user('acme-agent')
    case 'place':
      return network.place('agents-acme')
    case 'duration':
    case 'time':
      return '1h'
    case 'number':
      return '1'
    case 'flag':
      return 'true'
    case 'file':
      return { platform: network.name, kind: 'file', id: 'none', name: 'none', size: 1, type: 'text/plain' }
    default:
      return 'words'
  }
}

const firstDifference = (a: string, b: string): string => {
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return `“${a.slice(Math.max(0, at - 20), at + 60)}” is not “${b.slice(Math.max(0, at - 20), at + 60)}”`
}
