import { hasRole } from '../../model/person'
import { lengthOf, paragraph, type Locale, type RichText } from '../../platform'
import type { Tx } from '../../core/tx'
import { spanOf, words } from '../../core/words'
import { isClaimed, type Entry, type Revision, type CurrentEntry } from '../entry-rows'
import { personaToCustomers } from '../conversation/persona'
import { asId, formatChangeIn, text, type StorySetting } from './format-change'
import type { Ticket } from '../../model/ticket'
import { timeIn } from '../../core/rich-words'

/** So many characters of a story are told at once, if they are more than one entry. */
const longestPage = 6000

/**
 * A part of a ticket's story: the latest entries but `skip`, as many as one page holds, oldest first; `next` is where the page before
 * it ends. With a reader as a customer who asks in it reads it: what they said, and what was said to them.
 */
export const formatStoryPage = async (
  tx: Tx,
  ticket: Ticket,
  { count, skip, reader }: { readonly count: number; readonly skip: number; readonly reader?: string },
): Promise<{ readonly text: RichText; readonly next: number | undefined }> => {
  // One more than is told says whether there is a page before.
  const limit = skip + count + 1
  const all =
    reader === undefined
      ? await tx.entries.story(ticket.number, limit)
      : await tx.entries.storyFor(await tx.people.oneWith(reader), ticket.number, limit)
  const entries = all.toReversed().slice(skip)
  const setting = await settingOf(tx, entries, tx.speaks, reader === undefined ? undefined : ticket)
  const told = entries.slice(0, count).map((entry) => formatEntry(entry, setting))
  let length = 0
  const fitting = told.findIndex((text, index) => (length += lengthOf(text)) > longestPage && index > 0)
  const shown = fitting === -1 ? told : told.slice(0, fitting)
  return {
    text: shown.toReversed().flat(),
    next: entries.length > shown.length ? skip + shown.length : undefined,
  }
}

/** With `held` as its customer reads it: agents by the names that customers know. */
export const formatEntries = async (
  tx: Tx,
  entries: readonly CurrentEntry[],
  locale: Locale,
  held?: Ticket,
): Promise<RichText> => {
  const setting = await settingOf(tx, entries, locale, held)
  return entries.flatMap((entry) => formatEntry(entry, setting))
}

/** Names and fields that these entries' words refer to. */
const settingOf = async (
  tx: Tx,
  entries: readonly Entry[],
  locale: Locale,
  held: Ticket | undefined,
): Promise<StorySetting> => {
  const people = await tx.people.all(
    entries
      .flatMap(({ author, data }) => [author, asId(data?.['from']), asId(data?.['to'])])
      .filter((id) => id !== null && id !== undefined),
  )
  const names = new Map<string, string>()
  for (const person of people.values())
    names.set(
      person.id,
      held === undefined || person.id === held.requester || !hasRole(person, 'agent')
        ? person.name
        : (await personaToCustomers(tx, held, person)).name,
    )
  const isOwn = ({ data }: Entry) => data?.['field'] === 'field'
  return {
    locale,
    zone: tx.desk.zone,
    now: tx.now,
    nameOf: (id) => (id == null ? undefined : names.get(id)),
    isForAgents: held === undefined,
    fields: entries.some(isOwn) ? await tx.fields.all() : [],
  }
}

const formatEntry = (entry: CurrentEntry, setting: StorySetting): RichText => {
  const { locale, zone, now, nameOf, isForAgents } = setting
  const who = nameOf(entry.author) ?? words(locale, 'story.desk')
  const at = timeIn(locale, zone, entry.at, now)
  if (entry.kind === 'change') return [paragraph(at, ` ${who}: ${formatChangeIn(entry.data ?? {}, setting)}`)]
  const marks = [
    ...(entry.kind === 'note' ? [words(locale, 'story.note')] : []),
    ...(entry.data?.['reply'] === undefined
      ? []
      : [words(locale, 'story.reply', { number: text(entry.data['reply']) })]),
    ...(entry.data?.['spent'] === undefined || !isForAgents ? [] : [spanOf(locale, Number(entry.data['spent']))]),
    ...(isClaimed(entry) && isForAgents ? [words(locale, 'story.claimed')] : []),
    ...(entry.isEdited ? [words(locale, 'story.edited')] : []),
    ...(entry.isDeleted ? [words(locale, 'story.deleted')] : []),
  ]
  const head = paragraph(
    at,
    ' ',
    { kind: 'text', text: who, bold: true },
    marks.length === 0 ? '' : ` (${marks.join(', ')})`,
  )
  const was = entry.isEdited && isForAgents ? [paragraph(words(locale, 'story.was')), ...(entry.original ?? [])] : []
  return [head, { kind: 'quote', blocks: [...(entry.text ?? []), ...was] }]
}

/** Formats who changed what and when, the newest first: words with what they were before. */
export const formatHistory = async (tx: Tx, revisions: readonly Revision[]): Promise<RichText> => {
  const setting = await settingOf(tx, revisions, tx.speaks, undefined)
  return revisions.flatMap((revision) => formatRevision(revision, setting))
}

const formatRevision = (revision: Revision, setting: StorySetting): RichText => {
  const { locale, zone, now, nameOf } = setting
  const head = (what: string) =>
    paragraph(
      timeIn(locale, zone, revision.at, now),
      ` ${nameOf(revision.author) ?? words(locale, 'story.desk')}: ${what}`,
    )
  if (revision.kind === 'change') return [head(formatChangeIn(revision.data ?? {}, setting))]
  const before = { kind: 'quote', blocks: revision.before ?? [] } as const
  if (revision.kind === 'delete') return [head(words(locale, 'history.deleted')), before]
  const after = { kind: 'quote', blocks: revision.text ?? [] } as const
  return [head(words(locale, 'history.edited')), before, paragraph(words(locale, 'history.now')), after]
}
