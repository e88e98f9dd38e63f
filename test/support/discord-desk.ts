import { setTimeout as delay } from 'node:timers/promises'
import { platform as definition } from '../../adapters/discord/definition'
import type { DiscordConfig } from '../../adapters/discord/settings'
import { plain, type Platform } from '../../src/platform'
import { parseMarkdown } from '../../adapters/discord/markdown-read'
import type { Channel, Interaction, Message } from './discord-world'
import { walk } from './discord-fake-rest'
import { readable } from './discord-people'

/** The adapter, connected to the fake network. */
export const discordOn = (
  fake: { readonly world: { readonly token: string }; readonly url: string },
  more: Partial<DiscordConfig> = {},
): Platform =>
  definition.create({
    DISCORD_BOT_TOKEN: fake.world.token,
    DISCORD_API_URL: fake.url,
    DISCORD_PERSONA: 'prefix',
    DISCORD_CUSTOMER_THREADS: 'public',
    ...more,
  })

/** Words that a person reads there, without markup. */
export const wordsIn = (message: Message): string => plain(parseMarkdown(readable(message)))
export const visibleIn = (channel: Channel | undefined): readonly string[] =>
  (channel?.messages ?? []).filter(({ only }) => only === undefined).map(wordsIn)
export const labelsOn = (message: Message): readonly string[] =>
  walk(message.components).flatMap(({ label, placeholder }) => label ?? placeholder ?? [])
/** Words for the person of an interaction alone. */
export const toldIn = ({ followups }: Interaction): string => followups.map(wordsIn).join('\n')

/** Polls a condition that the network of the test brings about by itself. */
export const until = async <T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  ms = 10_000,
): Promise<T> => {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`)
    await delay(5)
  }
}
