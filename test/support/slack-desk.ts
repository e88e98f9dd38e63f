import type { Platform } from '../../src/platform'
import { platform as definition } from '../../adapters/slack/definition'
import { startDesk, type TestDesk } from './desk'
import type { FakeMessage, Json, SlackFake } from './slack-fake'
import {
  configFor,
  elementsIn,
  labelOf,
  people,
  peopled,
  readBlocks,
  slackPeople,
  type SlackPeople,
} from './slack-harness'

export const places = { help: 'C0HELP', agents: 'C0AGENTS', supervisors: 'C0BOSSES' }

/** The whole desk with Slack (a fake of it) as its network: one channel of each kind, an agent, an admin, a customer. */
export interface SlackDesk {
  readonly desk: TestDesk
  readonly fake: SlackFake
  readonly act: SlackPeople
  /** Sends all there is to send, however long the pace makes it wait. */
  quiet(): Promise<void>
  /** Words that everybody reads in a channel or thread. */
  reads(channel: string, thread?: string): readonly string[]
  messages(channel: string, thread?: string): readonly FakeMessage[]
  /** The card of a ticket in the agents’ channel. */
  card(number: number): FakeMessage
  stop(): Promise<void>
}

export const startSlackDesk = async (
  options: {
    transport?: 'http' | 'socket'
    others?: readonly Platform[]
    env?: Record<string, string>
    purposes?: readonly (keyof typeof places)[]
  } = {},
): Promise<SlackDesk> => {
  const fake = await peopled({ transport: options.transport ?? 'http' })
  fake.addChannel(places.agents, 'agents')
  fake.addChannel(places.supervisors, 'supervisors')
  const platform = definition.create(configFor(fake, options.transport))
  const desk = await startDesk([platform, ...(options.others ?? [])], { ...(options.env && { env: options.env }) })
  fake.aim(`http://127.0.0.1:${desk.program.port}`)
  const act = slackPeople(fake)

  const quiet = async (): Promise<void> => {
    await desk.quiet()
    await fake.settled()
    await desk.quiet()
  }
  const messages = (channel: string, thread?: string): readonly FakeMessage[] =>
    fake.messages.filter(
      (one) =>
        one.channel === channel &&
        one.only === undefined &&
        (thread === undefined ? one.thread_ts === undefined : one.thread_ts === thread),
    )
  const started: SlackDesk = {
    desk,
    fake,
    act,
    quiet,
    messages,
    reads: (channel, thread) => messages(channel, thread).map((one) => readBlocks(one.blocks) || one.text),
    card: (number) => {
      const found = messages(places.agents).find((one) => readBlocks(one.blocks).startsWith(`#${number} `))
      if (!found) throw new Error(`there is no card of #${number}`)
      return found
    },
    stop: async () => {
      await desk.stop()
      await fake.close()
    },
  }
  await fake.deliver(
    fake.envelope({ type: 'app_home_opened', user: people.admin, channel: 'D0ROOT', tab: 'home', event_ts: fake.ts() }),
  )
  for (const purpose of options.purposes ?? (['help', 'agents', 'supervisors'] as const))
    await act.types(people.admin, places[purpose], '/desk', `place ${purpose === 'help' ? 'intake' : purpose}`)
  await act.types(people.admin, places.agents, '/desk', `role <@${people.agent}|bo> agent`)
  await quiet()
  return started
}

export const buttonsOf = (message: FakeMessage): readonly string[] => elementsIn(message.blocks).map(labelOf)
export const openedView = (fake: SlackFake): Json => {
  const view = fake.views.at(-1)?.view
  if (!view) throw new Error('no form stands open')
  return view
}
