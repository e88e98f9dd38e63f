import fc from 'fast-check'
import { silentSubtypes } from '../../../adapters/slack/inbound-contents'
import { toInbound } from '../../../adapters/slack/inbound'
import type { Json } from '../../../adapters/slack/payload'
import { vanished, type Part } from '../../support/arrives'
import { cases } from '../../support/cases'

interface SlackPart extends Part {
  readonly fields: Json
}
const part = (name: string, fields: Json, marks: readonly string[] = [], unshown?: Part['unshown']): SlackPart => ({
  name,
  fields,
  marks,
  ...(unshown && { unshown }),
})

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const plainText = (text: string) => ({ type: 'plain_text', text, emoji: true })
const rich = (...elements: readonly object[]) => ({
  type: 'rich_text',
  block_id: 'b',
  elements: [{ type: 'rich_text_section', elements }],
})
const said = (text: string) => rich({ type: 'text', text })
const hosted = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  title: name,
  mimetype: 'image/png',
  filetype: 'png',
  mode: 'hosted',
  size: 2000,
  url_private: `https://files.slack.com/files-pri/T-${id}/${name}`,
  ...more,
})

/** Every block that a message may have, with what stands on it. */
const blocks: readonly SlackPart[] = (
  [
    ['rich text', [said('mk-rich')], ['mk-rich']],
    [
      'a section',
      [{ type: 'section', text: mrkdwn('mk-section'), fields: [mrkdwn('mk-field')] }],
      ['mk-section', 'mk-field'],
    ],
    [
      'a section with a button',
      [{ type: 'section', text: plainText('mk-asks'), accessory: { type: 'button', text: plainText('mk-accessory') } }],
      ['mk-asks', 'mk-accessory'],
    ],
    ['a header', [{ type: 'header', text: plainText('mk-header') }], ['mk-header']],
    ['small print', [{ type: 'context', elements: [mrkdwn('mk-context')] }], ['mk-context']],
    [
      'a picture',
      [{ type: 'image', image_url: 'https://p.example/mk-image.gif', alt_text: 'mk-alt' }],
      ['mk-image.gif', 'mk-alt'],
    ],
    [
      'a picture in Slack',
      [{ type: 'image', slack_file: { url: 'https://files.slack.com/mk-own.png' }, alt_text: 'own' }],
      ['mk-own.png'],
    ],
    [
      'controls',
      [
        {
          type: 'actions',
          elements: [
            { type: 'button', text: plainText('mk-button'), url: 'https://b.example/mk-url' },
            { type: 'static_select', placeholder: plainText('mk-select'), options: [] },
            { type: 'overflow', options: [{ text: plainText('mk-option'), value: 'v' }] },
          ],
        },
      ],
      ['mk-button', 'mk-url', 'mk-select', 'mk-option'],
    ],
    [
      'an input',
      [{ type: 'input', label: plainText('mk-label'), element: { type: 'plain_text_input' } }],
      ['mk-label'],
    ],
    [
      'a video',
      [{ type: 'video', title: plainText('mk-video'), video_url: 'https://v.example/mk-v', alt_text: 'v' }],
      ['mk-video', 'mk-v'],
    ],
    ['Markdown', [{ type: 'markdown', text: 'mk-markdown' }], ['mk-markdown']],
    [
      'a table',
      [{ type: 'table', rows: [[{ type: 'raw_text', text: 'mk-cell' }, said('mk-rich-cell')]] }],
      ['mk-cell', 'mk-rich-cell'],
    ],
    [
      'a kind that is new',
      [{ type: 'carousel', elements: [{ type: 'card', title: plainText('mk-carousel') }] }],
      ['mk-carousel'],
    ],
  ] as const
).map(([name, list, marks]) => part(name, { blocks: list }, marks))

const untold: readonly SlackPart[] = [
  part('a call', { blocks: [{ type: 'call', call_id: 'R1' }] }, [], 'call'),
  part('a new kind without words', { blocks: [{ type: 'hologram' }] }, [], 'card'),
]

const files: readonly SlackPart[] = [
  part('a file', { files: [hosted('F1', 'mk-file.png')] }, ['mk-file.png']),
  part('a voice clip', { files: [hosted('F2', 'mk-clip.m4a', { mimetype: 'audio/mp4', subtype: 'slack_audio' })] }, [
    'mk-clip.m4a',
  ]),
  part('a snippet', { files: [hosted('F3', 'mk-snippet.txt', { mode: 'snippet' })] }, ['mk-snippet.txt']),
  part('an email', { files: [hosted('F4', 'mk-mail.eml', { mode: 'email' })] }, ['mk-mail.eml']),
  part('a file of another organisation', { files: [{ id: 'F-mk-connect', file_access: 'check_file_info' }] }, [
    'F-mk-connect',
  ]),
  part(
    'a canvas',
    {
      files: [
        {
          id: 'F5',
          mode: 'quip',
          filetype: 'quip',
          title: 'mk-canvas',
          permalink: 'https://t.slack.com/docs/T/mk-doc',
        },
      ],
    },
    ['mk-canvas', 'mk-doc'],
  ),
  part('a list', { files: [{ id: 'F6', mode: 'list', filetype: 'list', title: 'mk-list' }] }, ['mk-list'], 'list'),
  part(
    'a post',
    {
      files: [{ id: 'F7', mode: 'space', filetype: 'space', title: 'mk-post', permalink: 'https://t.slack.com/mk-p' }],
    },
    ['mk-post'],
  ),
  part(
    'a document elsewhere',
    { files: [{ id: 'F8', mode: 'external', title: 'mk-elsewhere', url_private: 'https://docs.example/mk-x' }] },
    ['mk-elsewhere', 'mk-x'],
  ),
  part(
    'a file beyond the plan',
    { files: [{ id: 'F9', mode: 'hidden_by_limit', name: 'mk-hidden' }] },
    ['mk-hidden'],
    'file',
  ),
  part('a file that is gone already', { files: [{ id: 'F10', mode: 'tombstone' }] }, [], 'file'),
]

const share = (fields: Json) => ({
  attachments: [{ is_share: true, is_msg_unfurl: true, from_url: 'https://t.slack.com/p1', ...fields }],
})
const ofMessage = (list: unknown) => ({
  message_blocks: [{ team: 'T', channel: 'C', ts: '1', message: { blocks: list } }],
})
const attachments: readonly SlackPart[] = [
  ...[...blocks, ...untold].map((one) =>
    part(
      `${one.name}, passed on`,
      share({ author_name: 'mk-who', ...ofMessage(one.fields['blocks']) }),
      one.marks,
      one.unshown,
    ),
  ),
  part('words, passed on', share({ author_name: 'mk-author', text: 'mk-shared', fallback: 'x' }), [
    'mk-author',
    'mk-shared',
  ]),
  part('a file, passed on', share({ author_name: 'Bo', files: [hosted('F20', 'mk-shared.png')] }), ['mk-shared.png']),
  part('an app’s card, passed on', share({ fallback: 'mk-fallback' }), ['mk-fallback']),
  part('something kept from us, passed on', share({ author_name: 'mk-kept' }), ['mk-kept'], 'forward'),
  part(
    'an attachment of the older kind',
    {
      attachments: [
        {
          fallback: 'x',
          pretext: 'mk-pretext',
          title: 'mk-title',
          title_link: 'https://a.example/mk-title-link',
          text: 'mk-text',
          fields: [{ title: 'mk-f-title', value: 'mk-f-value' }],
          image_url: 'https://a.example/mk-old.png',
          actions: [{ type: 'button', text: 'mk-action' }],
        },
      ],
    },
    ['mk-pretext', 'mk-title', 'mk-title-link', 'mk-text', 'mk-f-title', 'mk-f-value', 'mk-old.png', 'mk-action'],
  ),
  part('an attachment with nothing in it', { attachments: [{ id: 1 }] }, [], 'card'),
]
const parts = [...blocks, ...untold, ...files, ...attachments]

const heardOf = (event: Json, people: object = { U012ANA: { name: 'Ana García', bot: false } }) => {
  const body = { team_id: 'T012AB', event_id: 'Ev1', type: 'event_callback', event: { type: 'message', ...event } }
  const native = { body, at: new Date('2026-03-02T09:30:00.000Z'), workspace: 'T012AB', bot: 'U0BOT', people }
  const heard = toInbound(native as Parameters<typeof toInbound>[0], [])
  return heard === undefined ? [] : [heard]
}
const blank = { user: 'U012ANA', ts: '1772443800.000100', channel: 'C0HELP', event_ts: '1772443800.000100', text: '' }

const joined = (some: readonly SlackPart[]): Json => {
  const fields: Record<string, unknown> = {}
  for (const one of some)
    for (const [key, value] of Object.entries(one.fields))
      fields[key] = [...((fields[key] as unknown[] | undefined) ?? []), ...(value as unknown[])]
  return fields
}
const edited = (message: Json): Json => ({
  subtype: 'message_changed',
  channel: blank.channel,
  ts: '1772443900.000100',
  message: { type: 'message', ...message, edited: { user: 'U012ANA', ts: '1772443900.000000' } },
  previous_message: { type: 'message', ...blank, text: 'before' },
})

describe('whatever a person can send on Slack', () => {
  test('arrives, one part alone', () => {
    for (const one of parts) expect(vanished(heardOf({ ...blank, ...one.fields }), [one])).toEqual([])
  })
  test('arrives in any mixture, as a message, a broadcast and an edit', () => {
    const mixture = fc.uniqueArray(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
    const subtype = fc.constantFrom(undefined, 'file_share', 'thread_broadcast', 'me_message')
    fc.assert(
      fc.property(mixture, subtype, fc.boolean(), (some, kind, isEdit) => {
        const message = { ...blank, ...joined(some), ...(kind !== undefined && { subtype: kind }) }
        // A file that an edit leaves as a tombstone was taken away, and is followed as that.
        const shown = isEdit ? some.filter(({ name }) => name !== 'a file that is gone already') : some
        fc.pre(shown.length > 0)
        expect(vanished(heardOf(isEdit ? edited(message) : message), shown)).toEqual([])
      }),
      { numRuns: cases(300) },
    )
  })
  test('arrives when an app posts it in the person’s name', () => {
    const [picture] = blocks.filter(({ name }) => name === 'a picture')
    expect(vanished(heardOf({ ...blank, ...picture!.fields, bot_id: 'B0GIPHY' }), [picture!])).toEqual([])
    expect(heardOf({ ...blank, ...picture!.fields, bot_id: 'B0GIPHY' }, {})).toEqual([])
  })
  test('arrives as a line where it is a huddle', () => {
    for (const subtype of ['huddle_thread', 'sh_room_created'])
      expect(
        vanished(heardOf({ ...blank, subtype, text: 'A huddle started', room: { id: 'R1' } }), [
          { name: subtype, marks: [], unshown: 'call' },
        ]),
      ).toEqual([])
  })
  test('is told as something, whatever its subtype, but for those by which Slack tells of the channel', () => {
    for (const subtype of [
      '',
      'file_share',
      'me_message',
      'thread_broadcast',
      'ekm_access_denied',
      'new_kind',
      ...silentSubtypes,
    ]) {
      const heard = heardOf({ ...blank, ...(subtype !== '' && { subtype }) })
      expect({ subtype, vanished: vanished(heard, []).length > 0 }).toEqual({
        subtype,
        vanished: silentSubtypes.has(subtype),
      })
    }
  })
  test('is not told twice: what Slack shows beside a link is behind the link', () => {
    const text = 'see <https://page.example/a?b=1&amp;c=2>'
    const attachments = [{ from_url: 'https://page.example/a?b=1&c=2', title: 'mk-preview', text: 'mk-preview-text' }]
    expect(JSON.stringify(heardOf({ ...blank, text, attachments }))).not.toContain('mk-preview')
  })
})
