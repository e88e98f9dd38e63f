import { z } from 'zod'
import { byName, choice, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { say } from '../../platform'
import { Refusal } from '../../core/refusal'
import { words, wordsOf } from '../../core/words'
import { noticeKinds, ways, type Attention } from '../attention'
import { personDue } from '../notify'
import { awaitMorning } from '../../due/notify-due'

const asBefore: Omit<Attention, 'person'> = {
  ways: {},
  quietFrom: null,
  quietTo: null,
  hour: 540,
  summary: false,
  zone: null,
}

/** Sets what an agent hears of, and when. */
export const attention = defineOperation({
  name: 'attention',
  by: 'agent',
  input: z.object({
    notice: choice(['all', ...noticeKinds], 'notice').optional(),
    how: choice(ways, 'way').optional(),
    quiet: byName(shortText(20)).optional(),
    hour: byName(shortText(5)).optional(),
    summary: choice(['on', 'off'], 'summary').optional(),
    zone: byName(shortText(60)).optional(),
  }),
  run: async (tx, { notice, how: way, quiet, hour, summary, zone }, agent) => {
    const before = (await tx.attention.of([agent.id])).get(agent.id) ?? { person: agent.id, ...asBefore }
    const changed = notice === undefined || notice === 'all' ? noticeKinds : [notice]
    const after: Attention = {
      ...before,
      ...(way === undefined
        ? {}
        : { ways: { ...before.ways, ...Object.fromEntries(changed.map((kind) => [kind, way])) } }),
      ...(quiet === undefined ? {} : readQuiet(quiet)),
      ...(hour === undefined ? {} : { hour: readTime(hour, 'hour') }),
      ...(summary === undefined ? {} : { summary: summary === 'on' }),
      ...(zone === undefined ? {} : { zone: readZone(zone) }),
    }
    await tx.attention.save(after)
    if (after.summary) awaitMorning(tx, after)
    else await tx.clocks.unschedule('morning', personDue(agent.id))
    const speaks = tx.speaks
    const lines = noticeKinds.map((kind) =>
      words(speaks, 'attention.line', {
        what: wordsOf(speaks, `notice.${kind}`),
        way: wordsOf(speaks, `way.${after.ways[kind] ?? 'at-once'}`),
      }),
    )
    const rest = words(speaks, 'attention.rest', {
      hour: printTime(after.hour),
      quiet: after.quietFrom === null ? '—' : `${printTime(after.quietFrom)}–${printTime(after.quietTo!)}`,
      summary: wordsOf(speaks, `summary.${after.summary ? 'on' : 'off'}`),
      zone: after.zone ?? tx.desk.zone,
    })
    return tx.answer({ text: [{ kind: 'list', ordered: false, items: lines.map((line) => say(line)) }, ...say(rest)] })
  },
})

/** `9:30` as a minute of the day. */
const readTime = (typed: string, field: string): number => {
  const [, hours = '', minutes = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(typed.trim()) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) throw new Refusal('bad-time-of-day', { typed }, field)
  return minute
}

const readQuiet = (typed: string): Pick<Attention, 'quietFrom' | 'quietTo'> => {
  if (typed.trim() === '-') return { quietFrom: null, quietTo: null }
  const [from, to, ...more] = typed.split(/\s*[-–]\s*/)
  if (from === undefined || to === undefined || more.length > 0)
    throw new Refusal('bad-time-of-day', { typed }, 'quiet')
  return { quietFrom: readTime(from, 'quiet'), quietTo: readTime(to, 'quiet') }
}

const readZone = (typed: string): string | null => {
  if (typed === '-') return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: typed }).resolvedOptions().timeZone
  } catch {
    throw new Refusal('bad-time-of-day', { typed }, 'zone')
  }
}

const printTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
