import { z } from 'zod'
import { diagnosisOf, membersOf, type Need } from '../../core/needs'
import { defineOperation } from '../../core/operation'
import { paragraph, sameRef, type Finding } from '../../platform'
import type { RoleGroup } from '../../people/group-rows'
import { placeRef, type DeskPlace } from '../../queues/queue-rows'
import { isUnfit } from '../../queues/unfit-place'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { formatFindings } from '../format-findings'

const latestMs = 120_000

/** Lists what is missing or wrong, each with its remedy. */
export const doctor = defineOperation({
  name: 'doctor',
  command: 'desk',
  by: 'admin',
  input: z.object({}),
  needs: {
    read: async (tx) => [diagnosisOf((await tx.queues.allPlaces()).map(placeRef)), unreadGroups(await tx.groups.all())],
  },
  run: async (tx) => {
    const places = await tx.queues.allPlaces()
    const told = tx.answerOf(diagnosisOf(places.map(placeRef))) ?? []
    const outside = told.filter((finding) => isInTheWay(places, finding))
    const unread = tx.answerOf(unreadGroups([])) ?? []
    const groups = unread.map(({ ref, name }): Finding => ({ what: 'group-unread', network: ref.platform, name }))
    const findings = [...(await ofDesk(tx)), ...outside, ...groups]
    const wrong = findings.filter(({ what }) => !remarks.has(what))
    const title = words(tx.speaks, wrong.length === 0 ? 'doctor.well' : 'doctor.found', { count: wrong.length })
    const text = formatFindings(tx, [...wrong, ...findings.filter(({ what }) => remarks.has(what))])
    return tx.answer({
      text: [paragraph(title), ...text],
      card: {
        title,
        tone: wrong.length === 0 ? 'good' : 'warning',
        blocks: text.length === 0 ? [] : [{ kind: 'text', text }],
      },
    })
  },
})

/** Need of those groups whose members no network tells. */
const unreadGroups = (groups: readonly RoleGroup[]): Need<readonly RoleGroup[]> => ({
  key: 'unread groups',
  ask: async (outside) => {
    const members = await Promise.all(groups.map(async ({ ref }) => membersOf(ref).ask(outside)))
    return groups.filter((_, index) => members[index] === undefined)
  },
})

/** False for what a place cannot do and nobody asks of it: nothing is wrong there. */
const isInTheWay = (places: readonly DeskPlace[], { what, place }: Finding): boolean => {
  const known = places.find((one) => place !== undefined && sameRef(placeRef(one), place))
  return known === undefined || !ofPlaces.has(what) || isUnfit(known.purpose, what)
}
const ofPlaces = new Set<Finding['what']>(['only-threads', 'no-threads'])

/** Good to know, and nothing wrong. */
const remarks = new Set<Finding['what']>(['key-in-folder'])

const ofDesk = async (tx: Tx): Promise<Finding[]> => {
  const findings: Finding[] = []
  for (const purpose of ['intake', 'agents', 'supervisors'] as const)
    if ((await tx.queues.places(purpose)).length === 0) findings.push({ what: `no-${purpose}-place` })
  if ((await tx.people.withRole('agent', 'supervisor')).length === 0) findings.push({ what: 'no-agents' })
  for (const { state, platform, count } of await tx.doctor.unsent())
    findings.push({ what: state, network: platform, count })
  const lateMs = await tx.doctor.lateMs()
  if (lateMs > latestMs) findings.push({ what: 'late', count: Math.round(lateMs / 60_000) })
  if (await tx.doctor.isUnheld()) findings.push({ what: 'superuser' })
  if (await tx.doctor.lacksSearchRights()) findings.push({ what: 'search-rights' })
  return findings
}
