import { z } from 'zod'
import { day, printDuration } from '../core/duration'
import { shortText } from '../core/fields'
import { locales } from '../platform'
import { Refusal } from '../core/refusal'
import { isZone } from '../core/zone'
import { msOf, span, written } from '../model/file-item'
import { defineSection } from '../core/section'

const limit = z.union([z.int().min(1).max(9999), z.literal('-')])
const limitOf = (written: number | '-') => (written === '-' ? null : written)

const item = z.strictObject({
  name: shortText(80),
  language: z.enum(locales),
  zone: written(shortText(60), (typed) => {
    if (!isZone(typed)) throw new Refusal('bad-zone', { term: typed })
    return typed
  }),
  /** How long after it was solved a ticket closes. */
  'close-after': span(60_000, 400 * day).default('7d'),
  /** Of one customer: tickets open at once, messages in a minute; `-`: any number. */
  'open-limit': limit.default(25),
  'rate-limit': limit.default(60),
})

export const deskSection = defineSection<z.output<typeof item>>({
  name: 'desk',
  item,
  isSingle: true,
  keys: () => ['desk'],
  settle: (_standing, wanted) => wanted,
  read: async ({ desk: { name, locale, zone, closeAfterMs, openLimit, rateLimit } }) => [
    {
      name,
      language: locale,
      zone,
      'close-after': printDuration(closeAfterMs),
      'open-limit': openLimit ?? '-',
      'rate-limit': rateLimit ?? '-',
    },
  ],
  save: async (tx, { name, language, zone, 'close-after': closeAfter, 'open-limit': open, 'rate-limit': rate }) =>
    tx.changeDesk({
      name,
      locale: language,
      zone,
      closeAfterMs: msOf(closeAfter),
      openLimit: limitOf(open),
      rateLimit: limitOf(rate),
    }),
})
