import fc from 'fast-check'
import type { GatewayDispatchPayload } from 'discord.js'
import { silentTypes } from '../../../adapters/discord/inbound-contents'
import { toInbound, type Scene } from '../../../adapters/discord/inbound'
import { cases } from '../../support/cases'
import { spec } from '../../support/discord-spec'
import { vanished, type Part } from '../../support/arrives'

interface DiscordPart extends Part {
  /** Fields of the official specification’s message; lists of several parts are joined. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Discord takes it out of what is forwarded. */
  readonly ownOnly?: true
}
const part = (
  name: string,
  fields: DiscordPart['fields'],
  marks: readonly string[] = [],
  unshown?: Part['unshown'],
): DiscordPart => ({ name, fields, marks, ...(unshown && { unshown }) })

const attachment = (id: string, filename: string, more: object = {}) => ({
  id,
  filename,
  size: 2000,
  url: `https://cdn.discordapp.com/attachments/1/${id}/${filename}`,
  proxy_url: `https://media.discordapp.net/attachments/1/${id}/${filename}`,
  content_type: 'image/png',
  ...more,
})
const media = (id: string, name: string) => ({
  id,
  url: `https://cdn.discordapp.com/attachments/1/${id}/${name}`,
  proxy_url: `https://media.discordapp.net/${name}`,
})
const embed = (fields: object) => ({ type: 'rich', ...fields })
const option = (label: string) => ({ label, value: 'v' })
const select = (type: number, placeholder: string, more: object = {}) => ({
  type,
  id: 9,
  custom_id: 'x',
  placeholder,
  min_values: 0,
  max_values: 1,
  disabled: false,
  ...more,
})
const row = (...components: readonly object[]) => ({ type: 1, id: 1, components })
const display = (content: string) => ({ type: 10, id: 2, content })
const button = (label: string, more: object = {}) => ({ type: 2, id: 3, style: 1, label, custom_id: 'c', ...more })

const parts: readonly DiscordPart[] = [
  part('words', { content: 'the mk-content words' }, ['mk-content']),
  part('a file', { attachments: [attachment('501', 'mk-file.png')] }, ['mk-file.png']),
  {
    ...part(
      'a voice message',
      { flags: 8192, attachments: [attachment('502', 'mk-voice.ogg', { duration_secs: 3, waveform: 'AA==' })] },
      ['mk-voice.ogg'],
    ),
    ownOnly: true,
  },
  part('a sticker', { sticker_items: [{ id: '700', name: 'mk-sticker', format_type: 3 }] }, ['mk-sticker'], 'sticker'),
  {
    ...part(
      'a poll',
      {
        poll: {
          question: { text: 'mk-question' },
          answers: [
            { answer_id: 1, poll_media: { text: 'mk-yes', emoji: { id: null, name: '👍' } } },
            { answer_id: 2, poll_media: { emoji: { id: '1', name: 'mk_emoji' } } },
          ],
          expiry: '2026-03-03T09:30:00.000Z',
          allow_multiselect: false,
          layout_type: 1,
          results: { answer_counts: [], is_finalized: false },
        },
      },
      ['mk-question', 'mk-yes', 'mk_emoji'],
    ),
    ownOnly: true,
  },
  part(
    'an embed of a program',
    {
      embeds: [
        embed({
          title: 'mk-title',
          description: 'mk-description',
          author: { name: 'mk-author' },
          fields: [{ name: 'mk-field', value: 'mk-value', inline: true }],
          footer: { text: 'mk-footer' },
          image: { url: 'https://pictures.example/mk-image.png' },
        }),
      ],
    },
    ['mk-title', 'mk-description', 'mk-author', 'mk-field', 'mk-value', 'mk-footer', 'mk-image.png'],
  ),
  part('an embed that is only a link', { embeds: [{ type: 'link', url: 'https://page.example/mk-page' }] }, [
    'mk-page',
  ]),
  part(
    'an embed with a video',
    { embeds: [{ type: 'rich', video: { url: 'https://clips.example/mk-clip.mp4' }, provider: { name: 'Clips' } }] },
    ['mk-clip.mp4'],
  ),
  part('texts', { components: [display('mk-display'), { type: 14, id: 4, spacing: 1, divider: true }] }, [
    'mk-display',
  ]),
  part('buttons', { components: [row(button('mk-button'), button('mk-link', { url: 'https://b.example/mk-url' }))] }, [
    'mk-button',
    'mk-link',
    'mk-url',
  ]),
  part(
    'lists of choices',
    {
      components: [
        row(select(3, 'mk-string', { options: [option('mk-option')] })),
        ...[5, 6, 7, 8].map((type) => row(select(type, `mk-select-${type}`))),
      ],
    },
    ['mk-string', ...[5, 6, 7, 8].map((type) => `mk-select-${type}`)],
  ),
  part(
    'a section in a container',
    {
      flags: 32768,
      components: [
        {
          type: 17,
          id: 5,
          accent_color: null,
          spoiler: false,
          components: [
            {
              type: 9,
              id: 6,
              components: [display('mk-section')],
              accessory: { type: 11, id: 7, media: media('503', 'mk-thumb.png'), description: null, spoiler: false },
            },
            { type: 9, id: 61, components: [display('mk-other')], accessory: button('mk-accessory') },
          ],
        },
      ],
    },
    ['mk-section', 'mk-thumb.png', 'mk-other', 'mk-accessory'],
  ),
  part(
    'a gallery and a file as components',
    {
      components: [
        { type: 12, id: 8, items: [{ media: media('504', 'mk-gallery.png'), description: null, spoiler: false }] },
        { type: 13, id: 81, file: media('505', 'mk-component.pdf'), name: 'mk-component.pdf', size: 3, spoiler: false },
      ],
    },
    ['mk-gallery.png', 'mk-component.pdf'],
  ),
  {
    ...part(
      'an invitation to an activity',
      { activity: { type: 1, party_id: 'p' }, application: { id: '1', name: 'mk-game' } },
      ['mk-game'],
      'activity',
    ),
    ownOnly: true,
  },
  {
    ...part(
      'a colour theme',
      { shared_client_theme: { colors: ['ff0000'], gradient_angle: 0, base_mix: 1, base_theme: 1 } },
      [],
      'theme',
    ),
    ownOnly: true,
  },
]

/** Fields that a message has about itself: no part of what its author sent. */
const about = new Set(
  (
    'type mentions mention_roles timestamp edited_timestamp flags id channel_id author pinned mention_everyone tts ' +
    'application_id interaction nonce webhook_id message_reference thread mention_channels role_subscription_data ' +
    'purchase_notification position resolved interaction_metadata lobby_member reactions referenced_message stickers'
  ).split(' '),
)

const person = { id: '200000000000000001', username: 'ana_g', global_name: 'Ana García', discriminator: '0' }
const blank = {
  id: '1477900000000000001',
  type: 0,
  content: '',
  channel_id: '110000000000000001',
  guild_id: '100000000000000001',
  author: person,
  timestamp: '2026-03-02T09:30:00.000Z',
  edited_timestamp: null as string | null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  components: [],
  flags: 0,
}
const scene: Scene = {
  me: '900000000000000001',
  event: 'session1:7',
  now: new Date('2026-03-02T09:30:00.000Z'),
  channel: () => ({ id: blank.channel_id, type: 0, guild: blank.guild_id, name: 'help' }),
  role: () => undefined,
  author: () => undefined,
  name: () => undefined,
  isOwn: () => false,
}

const joined = (some: readonly DiscordPart[]): Record<string, unknown> => {
  const fields: Record<string, unknown> = {}
  for (const one of some)
    for (const [key, value] of Object.entries(one.fields))
      fields[key] = Array.isArray(value) ? [...((fields[key] as unknown[] | undefined) ?? []), ...value] : value
  return fields
}
const heardOf = (message: object, t = 'MESSAGE_CREATE') =>
  toInbound({ op: 0, s: 7, t, d: message } as unknown as GatewayDispatchPayload, scene)

const several = (of: readonly DiscordPart[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 5 })
const forwardable = parts.filter(({ ownOnly }) => ownOnly === undefined)
const forward = (some: readonly DiscordPart[]) => ({
  message_reference: { type: 1, channel_id: '1', message_id: '2' },
  message_snapshots: [{ message: { ...blank, ...joined(some) } }],
})

describe('whatever a person can send on Discord', () => {
  test('arrives, one part alone', () => {
    for (const one of parts) expect(vanished(heardOf({ ...blank, ...joined([one]) }), [one])).toEqual([])
  })
  test('arrives forwarded, one part alone', () => {
    for (const one of forwardable) expect(vanished(heardOf({ ...blank, ...forward([one]) }), [one])).toEqual([])
  })
  test('arrives in any mixture, said and forwarded, as a message, a reply and an edit', () => {
    const mixture = fc.record({
      own: several(parts),
      passedOn: fc.option(several(forwardable), { nil: undefined }),
      type: fc.constantFrom(0, 19),
      isEdit: fc.boolean(),
    })
    fc.assert(
      fc.property(mixture, ({ own, passedOn, type, isEdit }) => {
        const message = { ...blank, ...joined(own), ...(passedOn && forward(passedOn)), type }
        const heard = isEdit
          ? heardOf({ ...message, edited_timestamp: '2026-03-02T09:31:00.000Z' }, 'MESSAGE_UPDATE')
          : heardOf(message)
        // Beside a link of the author's own, what is behind it is not told again.
        return expect(vanished(heard, [...own, ...(passedOn ?? [])])).toEqual([])
      }),
      { numRuns: cases(300) },
    )
  })

  test('is told as something, whatever its type, but for those by which Discord tells of the server', () => {
    for (const type of literals(spec['MessageTypeSchema'])) {
      const heard = heardOf({ ...blank, type })
      expect({ type, vanished: vanished(heard, []).length > 0 }).toEqual({ type, vanished: silentTypes.has(type) })
    }
    // Messages of a type that is not known yet are heard too.
    expect(vanished(heardOf({ ...blank, type: 99 }), [])).toEqual([])
  })
  test('is told when what was forwarded is kept from bots', () => {
    expect(vanished(heardOf({ ...blank, ...forward([]) }), [{ name: 'it', marks: [], unshown: 'forward' }])).toEqual([])
  })

  test('has a part here for each field of a message in the official specification', () => {
    const covered = new Set([...parts.flatMap(({ fields }) => Object.keys(fields)), 'message_snapshots', 'call'])
    expect(fieldsIn(spec['MessageResponseSchema']).filter((field) => !about.has(field) && !covered.has(field))).toEqual(
      [],
    )
  })
  test('has a part here for each kind of component that a message may have', () => {
    const covered = new Set<unknown>()
    JSON.stringify(parts, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'type' in value) covered.add(value.type)
      return value
    })
    // Types of a modal alone: what is typed in it, labels, uploads, groups of choices.
    const modalOnly = new Set([4, 18, 19, 21, 22, 23])
    const missing = literals(spec['MessageComponentTypesSchema']).filter((type) => !modalOnly.has(type))
    expect(missing.filter((type) => !covered.has(type))).toEqual([])
  })
})

const literals = (schema: unknown): readonly number[] => [
  ...(schema as { _zod: { values: ReadonlySet<number> } })._zod.values,
]
const fieldsIn = (schema: unknown): readonly string[] => Object.keys((schema as { shape: object }).shape)
