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

const item = z
  .strictObject({
    name: shortText(80).meta({ description: 'Name of the help desk' }),
    language: z.enum(locales).meta({ description: 'Language of whoever’s own is not known' }),
    zone: written(shortText(60), (typed) => {
      if (!isZone(typed)) throw new Refusal('bad-zone', { term: typed })
      return typed
    }).meta({ description: 'Time zone of whoever has chosen none', allowed: 'an IANA name' }),
    'close-after': span(60_000, 400 * day)
      .default('7d')
      .meta({ description: 'How long after it was solved a ticket closes' }),
    'open-limit': limit.default(25).meta({ description: 'Tickets that one customer may have open; `-`: any number' }),
    'rate-limit': limit
      .default(60)
      .meta({ description: 'Messages of one customer in a minute that are taken one by one; `-`: any number' }),
  })
  .meta({
    description: 'The help desk itself.',
    examples: [
      {
        name: 'Help desk',
        language: 'en',
        zone: 'Europe/Madrid',
        'close-after': '7d',
        'open-limit': 25,
        'rate-limit': 60,
      },
    ],
  })

export const deskSection = defineSection<z.output<typeof item>>({
  name: 'desk',
  item,
  isSingle: true,
  keys: () => ['desk'],
  adjust: (_standing, wanted) => wanted,
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
