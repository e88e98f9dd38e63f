import fc from 'fast-check'
import { readActivity } from '../../../adapters/teams/payload'
import { toInbound } from '../../../adapters/teams/inbound'
import { vanished, type Part } from '../../support/arrives'
import { cases } from '../../support/cases'

interface TeamsPart extends Part {
  readonly html?: string
  readonly attachments?: readonly object[]
}
const card = (contentType: string, content: unknown, more: object = {}) => ({
  attachments: [{ contentType: `application/vnd.microsoft.${contentType}`, content, ...more }],
})

const parts: readonly TeamsPart[] = [
  { name: 'words', html: '<p>mk-words</p>', marks: ['mk-words'] },
  { name: 'code', html: '<codeblock class="Sql"><code>mk-code</code></codeblock>', marks: ['mk-code'] },
  { name: 'a table', html: '<table><tbody><tr><td>mk-cell</td></tr></tbody></table>', marks: ['mk-cell'] },
  { name: 'an emoji', html: '<p><emoji id="smile" alt="😀" title="Grin"></emoji></p>', marks: ['😀'] },
  {
    name: 'a file',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: 'mk-file.pdf',
        content: { downloadUrl: 'https://acme.sharepoint.com/mk', uniqueId: '1', fileType: 'pdf' },
      },
    ],
    marks: ['mk-file.pdf'],
  },
  {
    name: 'a file in a channel',
    attachments: [{ contentType: 'reference', contentUrl: 'https://acme.sharepoint.com/mk-r', name: 'mk-ref.docx' }],
    marks: ['mk-ref.docx', 'mk-r'],
  },
  {
    name: 'a file whose place is not told',
    attachments: [
      { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'mk-lost.pdf', content: {} },
    ],
    marks: ['mk-lost.pdf'],
    unshown: 'file',
  },
  {
    name: 'a picture',
    attachments: [{ contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/mk', name: 'mk-pic.png' }],
    marks: ['mk-pic.png'],
  },
  {
    name: 'a voice message',
    html: '<p><audio src="https://a" itemtype="http://schema.skype.com/AMSAudio"></audio></p>',
    marks: [],
    unshown: 'recording',
  },
  {
    name: 'a recording',
    attachments: [{ contentType: 'audio/mp4', name: 'mk-audio' }],
    marks: ['mk-audio'],
    unshown: 'recording',
  },
  {
    name: 'a video',
    attachments: [{ contentType: 'video/mp4', contentUrl: 'https://v.example/mk-video' }],
    marks: ['mk-video'],
  },
  {
    name: 'a video in the words',
    html: '<p><video src="x" itemtype="http://schema.skype.com/AMSVideo"></video></p>',
    marks: [],
    unshown: 'video',
  },
  {
    name: 'a forwarded message',
    attachments: [
      {
        contentType: 'forwardedMessageReference',
        content: JSON.stringify({
          originalMessageId: '1',
          originalMessageContent: '<p>mk-forwarded</p>',
          originalMessageSender: { user: { displayName: 'mk-sender' } },
        }),
      },
    ],
    marks: ['mk-forwarded', 'mk-sender'],
  },
  {
    name: 'a forward of which nothing is handed over',
    attachments: [{ contentType: 'forwardedMessageReference', content: '{}' }],
    marks: [],
    unshown: 'forward',
  },
  {
    name: 'a quoted message',
    attachments: [
      {
        contentType: 'messageReference',
        content: JSON.stringify({
          messageId: '1',
          messagePreview: 'mk-quoted',
          messageSender: { user: { displayName: 'mk-said' } },
        }),
      },
    ],
    marks: ['mk-quoted', 'mk-said'],
  },
  {
    name: 'Loop',
    ...card('card.fluidEmbedCard', { componentUrl: 'https://acme.sharepoint.com/mk-loop' }),
    marks: ['mk-loop'],
  },
  {
    name: 'Loop without a place',
    ...card('card.fluidEmbedCard', '{}', { name: 'mk-component' }),
    marks: ['mk-component'],
    unshown: 'document',
  },
  {
    name: 'a code snippet',
    ...card('card.codesnippet', JSON.stringify({ name: 'mk-snippet', language: 'sql' })),
    marks: ['mk-snippet'],
  },
  {
    name: 'an announcement',
    ...card('card.announcement', JSON.stringify({ title: 'mk-announcement' })),
    marks: ['mk-announcement'],
  },
  {
    name: 'an adaptive card: praise, a poll, an approval',
    ...card('card.adaptive', {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'mk-text' },
        {
          type: 'ColumnSet',
          columns: [{ items: [{ type: 'RichTextBlock', inlines: ['mk-run', { text: 'mk-inline' }] }] }],
        },
        { type: 'FactSet', facts: [{ title: 'mk-fact', value: 'mk-is' }] },
        { type: 'Input.ChoiceSet', label: 'mk-ask', choices: [{ title: 'mk-choice', value: '1' }] },
        { type: 'Image', url: 'https://p.example/mk-image.png', altText: 'mk-alt' },
        { type: 'Table', rows: [{ cells: [{ items: [{ type: 'TextBlock', text: 'mk-table' }] }] }] },
      ],
      actions: [
        { type: 'Action.OpenUrl', title: 'mk-open', url: 'https://p.example/mk-url' },
        { type: 'Action.Submit', title: 'mk-submit', data: {} },
      ],
    }),
    marks:
      'mk-text mk-run mk-inline mk-fact mk-is mk-ask mk-choice mk-image.png mk-alt mk-table mk-open mk-url mk-submit'.split(
        ' ',
      ),
  },
  {
    name: 'a hero card',
    ...card('card.hero', {
      title: 'mk-hero',
      subtitle: 'mk-sub',
      text: 'mk-hero-text',
      buttons: [{ type: 'openUrl', title: 'mk-go', value: 'https://p.example/mk-value' }],
    }),
    marks: ['mk-hero', 'mk-sub', 'mk-hero-text', 'mk-go', 'mk-value'],
  },
  {
    name: 'a list card',
    ...card('teams.card.list', {
      title: 'mk-list',
      items: [{ type: 'resultItem', title: 'mk-item', subtitle: 'mk-item-sub' }],
    }),
    marks: ['mk-list', 'mk-item', 'mk-item-sub'],
  },
  {
    name: 'a connector card',
    ...card('teams.card.o365connector', {
      title: 'mk-o365',
      sections: [{ activityTitle: 'mk-activity', facts: [{ name: 'mk-n', value: 'mk-v' }] }],
    }),
    marks: ['mk-o365', 'mk-activity', 'mk-n', 'mk-v'],
  },
  {
    name: 'a card that says nothing',
    ...card('card.adaptive', { type: 'AdaptiveCard', body: [] }),
    marks: [],
    unshown: 'card',
  },
  { name: 'a location', ...card('location', {}, { name: 'mk-place' }), marks: ['mk-place'], unshown: 'location' },
  {
    name: 'a meeting',
    attachments: [{ contentType: 'meetingReference', content: '{}', name: 'mk-meeting' }],
    marks: ['mk-meeting'],
    unshown: 'other',
  },
  { name: 'a kind that is new', attachments: [{ contentType: 'application/x-hologram' }], marks: [], unshown: 'other' },
]
/** They are told by their name where no picture comes as a file. */
const pictures: readonly TeamsPart[] = [
  {
    name: 'a GIF',
    html: '<p><img alt="mk-gif (GIF Image)" src="https://media.giphy.example/x.gif" itemtype="http://schema.skype.com/Giphy"></p>',
    marks: ['mk-gif'],
  },
  {
    name: 'a picture without a name',
    html: '<p><img src="https://graph.microsoft.com/x/$value" itemid="1"></p>',
    marks: [],
    unshown: 'picture',
  },
  { name: 'nothing that is known', marks: [], unshown: 'other' },
]

const direct = { conversationType: 'personal', tenantId: 'tenant', id: 'a:1' }
const chat = { conversationType: 'groupChat', tenantId: 'tenant', id: '19:chat@thread.v2' }
const heardOf = (some: readonly TeamsPart[], type: string, conversation: object) => {
  const html = some.map((one) => one.html ?? '').join('')
  const attachments = [
    ...some.flatMap((one) => one.attachments ?? []),
    ...(html === '' ? [] : [{ contentType: 'text/html', content: html }]),
  ]
  const activity = readActivity({
    type,
    id: '1790000600000',
    timestamp: '2026-09-21T09:30:00.123Z',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:ana', name: 'Ana' },
    recipient: { id: '28:bot', name: 'Taquilla' },
    conversation,
    attachments,
  })
  return toInbound(activity!)
}

describe('whatever a person can send on Teams', () => {
  test.each([
    ['message', direct],
    ['message', chat],
    ['messageUpdate', direct],
  ])('arrives, one part alone, as a %s', (type, conversation) => {
    for (const one of [...parts, ...pictures])
      expect({ part: one.name, vanished: vanished(heardOf([one], type, conversation), [one]) }).toEqual({
        part: one.name,
        vanished: [],
      })
  })
  test('arrives in any mixture', () => {
    const mixture = fc.uniqueArray(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        mixture,
        fc.constantFrom('message', 'messageUpdate'),
        fc.constantFrom(direct, chat),
        (some, type, where) => {
          expect(vanished(heardOf(some, type, where), some)).toEqual([])
        },
      ),
      { numRuns: cases(300) },
    )
  })
})
