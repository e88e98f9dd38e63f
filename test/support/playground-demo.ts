import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platform as playground } from '../../adapters/playground/definition'
import {
  firstLine,
  plain,
  say,
  type Answer,
  type Card,
  type Content,
  type FieldInfo,
  type Form,
  type Inbound,
  type Input,
  type Locale,
  type OperationInfo,
  type PlaceRef,
  type Platform,
  type PostRef,
  type Role,
} from '../../src/platform'
import { startStubHost, type StubHost } from './stub-host'

/**
 * A desk of cardboard, for working on the page alone: one process, all in memory, tickets by the shortest way. Run it:
 * `node --require ./test/support/typescript.js test/support/playground-demo.ts [port]`.
 */
export interface Demo {
  readonly host: StubHost
  readonly platform: Platform
  readonly tickets: readonly DemoTicket[]
  close(): Promise<void>
}
export interface DemoTicket {
  readonly number: string
  readonly subject: string
  readonly customer: string
  readonly at: PostRef
  status: 'open' | 'pending' | 'solved'
  owner?: string
  tags: string[]
  card?: PostRef
  room?: PlaceRef
  answers?: PlaceRef
  readonly due: string
}

const both = (en: string, es: string): Record<Locale, string> => ({ en, es })
const field = (
  name: string,
  kind: FieldInfo['kind'],
  label: Record<Locale, string>,
  more: Partial<FieldInfo> = {},
): FieldInfo => ({
  name,
  kind,
  label,
  required: true,
  suggests: false,
  ...more,
})
const ticketField = field('ticket', 'ticket', both('Ticket', 'Ticket'), { suggests: true })
const statuses = [
  { value: 'open', label: both('Open', 'Abierto') },
  { value: 'pending', label: both('Pending', 'Pendiente') },
  { value: 'solved', label: both('Solved', 'Resuelto') },
]
const operation = (
  name: string,
  title: Record<Locale, string>,
  summary: Record<Locale, string>,
  fields: readonly FieldInfo[],
  more: { by?: Role; command?: 'ticket' | 'desk' } = {},
): OperationInfo => ({
  name,
  was: [],
  menus: [],
  command: 'ticket',
  by: 'agent',
  title,
  summary,
  fields,
  ...more,
})

export const demoOperations: readonly OperationInfo[] = [
  operation('claim', both('Claim', 'Tomar'), both('Take a ticket', 'Hacerse cargo de un ticket'), [ticketField]),
  operation('reply', both('Reply', 'Responder'), both('Answer the customer', 'Contestar al cliente'), [
    ticketField,
    field('text', 'rich-text', both('Reply', 'Respuesta')),
    field('then', 'choice', both('Then', 'Después'), { required: false, choices: statuses }),
  ]),
  operation('status', both('Status', 'Estado'), both('Change the status', 'Cambiar el estado'), [
    ticketField,
    field('status', 'choice', both('Status', 'Estado'), { choices: statuses }),
  ]),
  operation('tag', both('Tag', 'Etiquetar'), both('Add tags', 'Poner etiquetas'), [
    ticketField,
    field('tags', 'choices', both('Tags', 'Etiquetas'), { suggests: true }),
  ]),
  operation(
    'help',
    both('Help', 'Ayuda'),
    both('What I can do', 'Lo que sé hacer'),
    [field('command', 'text', both('Command', 'Comando'), { required: false })],
    { by: 'customer' },
  ),
  operation(
    'place',
    both('Place', 'Lugar'),
    both('What a channel is for', 'Para qué sirve un canal'),
    [field('place', 'place', both('Place', 'Lugar')), field('purpose', 'text', both('Purpose', 'Uso'))],
    { by: 'admin', command: 'desk' },
  ),
  operation(
    'role',
    both('Role', 'Rol'),
    both('Who works here', 'Quién trabaja aquí'),
    [field('user', 'user', both('Person', 'Persona')), field('role', 'text', both('Role', 'Rol'))],
    { by: 'admin', command: 'desk' },
  ),
]

const cardOf = (ticket: DemoTicket): Card => ({
  title: `#${ticket.number} ${ticket.subject}`,
  tone: ticket.status === 'solved' ? 'good' : ticket.owner ? 'neutral' : 'warning',
  blocks: [
    {
      kind: 'fields',
      fields: [
        { label: 'Customer', value: ticket.customer },
        { label: 'Status', value: ticket.status },
        { label: 'Assignee', value: ticket.owner ?? 'unassigned' },
        { label: 'Priority', value: 'normal' },
        ...(ticket.tags.length ? [{ label: 'Tags', value: ticket.tags.join(', ') }] : []),
      ],
    },
    {
      kind: 'context',
      text: [
        {
          kind: 'paragraph',
          inlines: [
            { kind: 'text', text: 'First response due in ' },
            { kind: 'time', at: ticket.due, text: 'soon' },
          ],
        },
      ],
    },
    {
      kind: 'controls',
      controls: [
        ...(ticket.owner
          ? []
          : [
              {
                kind: 'button',
                label: 'Claim',
                style: 'primary',
                operation: 'claim',
                input: { ticket: ticket.number },
              } as const,
            ]),
        { kind: 'button', label: 'Reply', operation: 'reply', input: { ticket: ticket.number }, opensForm: true },
        {
          kind: 'select',
          label: 'Status',
          operation: 'status',
          input: { ticket: ticket.number },
          field: 'status',
          chosen: ticket.status,
          choices: statuses.map(({ value, label }) => ({ value, label: label.en })),
        },
        ...(ticket.status === 'solved'
          ? []
          : [
              {
                kind: 'button',
                label: 'Close',
                style: 'danger',
                confirm: 'Close this ticket for good?',
                operation: 'status',
                input: { ticket: ticket.number, status: 'solved' },
              } as const,
            ]),
      ],
    },
  ],
})

const replyForm = (input: Input): Form => ({
  operation: 'reply',
  title: `Reply to #${String(input['ticket'])}`,
  intro: say('The customer sees this.'),
  submit: 'Send reply',
  hidden: { ticket: input['ticket'] ?? '' },
  fields: [
    { name: 'text', label: 'Reply', kind: 'rich-text', required: true },
    {
      name: 'then',
      label: 'Then set the status to',
      kind: 'choice',
      required: false,
      choices: statuses.map(({ value, label }) => ({ value, label: label.en })),
    },
  ],
})

export const startDemo = async (dataDir: string, port = 0): Promise<Demo> => {
  const host = await startStubHost(demoOperations, port)
  const platform = playground.create({ DATA_DIR: dataDir })
  const tickets: DemoTicket[] = []
  let sent = 0
  const key = (): string => `demo-${process.pid}-${++sent}`
  const agents: PlaceRef = { platform: 'playground', kind: 'place', id: 'agents' }
  const told = (content: string | Content): Answer => ({
    kind: 'private',
    content: typeof content === 'string' ? { text: say(content) } : content,
  })

  const show = async (ticket: DemoTicket): Promise<void> => {
    const content = { text: say(`#${ticket.number} ${ticket.subject}`), card: cardOf(ticket) }
    if (ticket.card) return platform.edit(ticket.card, content)
    ticket.card = await platform.post(agents, content, key())
    ticket.room = await platform.open(ticket.card, { title: `#${ticket.number}`, members: [], private: false }, key())
  }
  const opened = async (event: Inbound & { kind: 'message' }): Promise<void> => {
    const known = tickets.find((ticket) => ticket.answers?.id === event.place.id)
    if (known?.room)
      return void (await platform.post(
        known.room,
        { text: event.text, as: { name: event.name }, files: event.files },
        key(),
      ))
    if (event.place.id !== 'help') return
    const due = new Date(Date.now() + 20 * 60_000).toISOString()
    const ticket: DemoTicket = {
      number: String(tickets.length + 1),
      subject: firstLine(event.text, 60),
      customer: event.name,
      at: event.post,
      status: 'open',
      tags: [],
      due,
    }
    tickets.push(ticket)
    await show(ticket)
    if (ticket.room)
      await platform.post(ticket.room, { text: event.text, as: { name: event.name }, files: event.files }, key())
    ticket.answers = await platform.open(
      event.post,
      { title: `#${ticket.number}`, members: [event.from], private: false },
      key(),
    )
    await platform.post(
      ticket.answers,
      {
        text: say(
          `Thank you, ${event.name.split(' ')[0]}. This is ticket #${ticket.number}. Somebody looks at it within 20 minutes.`,
        ),
      },
      key(),
    )
  }
  const run = async (event: Inbound & { kind: 'invoke' }): Promise<Answer> => {
    const { operation: name, input } = event
    if (name === 'help')
      return told({
        text: [
          {
            kind: 'list',
            ordered: false,
            items: demoOperations.map((one) => say(`/${one.command} ${one.name}: ${one.summary.en}`)),
          },
        ],
      })
    if (name === 'place' || name === 'role') return { kind: 'none' }
    const ticket = tickets.find((one) => one.number === input['ticket'])
    if (!ticket) return told(`There is no ticket ${String(input['ticket'])} here.`)
    if (name === 'claim') {
      if (ticket.owner) return told(`${ticket.owner} has #${ticket.number} already.`)
      ticket.owner = event.name
    } else if (name === 'status') ticket.status = input['status'] as DemoTicket['status']
    else if (name === 'tag') ticket.tags = [...ticket.tags, ...(input['tags'] as readonly string[])]
    else if (name === 'reply') {
      const text = input['text'] as Content['text']
      if (plain(text).length < 3) return { kind: 'invalid', fields: { text: 'Write a little more.' } }
      if (ticket.answers) await platform.post(ticket.answers, { text, as: { name: event.name } }, key())
      if (ticket.room)
        await platform.post(
          ticket.room,
          { text: [{ kind: 'quote', blocks: text }], as: { name: `${event.name} to ${ticket.customer}` } },
          key(),
        )
      if (input['then']) ticket.status = input['then'] as DemoTicket['status']
    }
    await show(ticket)
    return name === 'reply' ? told(`Your reply to #${ticket.number} was sent.`) : { kind: 'none' }
  }
  host.onReceive(async (event) => {
    if (event.kind === 'message') await opened(event)
    return event.kind === 'invoke' ? run(event) : { kind: 'none' }
  })
  host.onAsk((question) => {
    if (question.kind === 'form')
      return question.operation === 'reply' ? { kind: 'form', form: replyForm(question.input) } : { kind: 'none' }
    if (question.kind === 'search') return []
    if (question.field === 'tags')
      return ['vpn', 'network', 'urgent']
        .filter((one) => one.startsWith(question.typed))
        .map((value) => ({ value, label: value }))
    return tickets
      .filter((one) => one.number.startsWith(question.typed))
      .map((one) => ({ value: one.number, label: one.subject }))
  })
  await platform.start(host)
  return {
    host,
    platform,
    tickets,
    async close() {
      await platform.stop()
      await host.close()
    },
  }
}

if (require.main === module)
  void startDemo(mkdtempSync(join(tmpdir(), 'playground-demo-')), Number(process.argv[2] ?? 3999)).then(({ host }) =>
    process.stdout.write(`${host.url}/playground/\n`),
  )
