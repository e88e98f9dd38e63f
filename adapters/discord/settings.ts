import { z } from 'zod'

/** The environment variables of Discord. */
export const config = z.object({
  DISCORD_BOT_TOKEN: z
    .string()
    .regex(/^[\w.-]{20,200}$/)
    .optional()
    .meta({ description: "Discord: the bot's token", allowed: 'the token that Bot → Reset Token shows', secret: true }),
  DISCORD_APPLICATION_ID: z
    .string()
    .regex(/^\d{15,21}$/)
    .optional()
    .meta({
      description: "Discord: the application's id",
      allowed: 'the number under General Information',
      default: 'read from Discord',
    }),
  DISCORD_API_URL: z
    .string()
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
    .optional()
    .meta({
      description: 'Discord: address of the REST API, for tests',
      allowed: 'a URL',
      default: 'https://discord.com/api',
    }),
  DISCORD_PERSONA: z
    .enum(['prefix', 'webhook'])
    .default('prefix')
    .meta({ description: 'Discord: an agent’s name stands before the words, or is shown as a webhook’s' }),
  DISCORD_CUSTOMER_THREADS: z
    .enum(['public', 'private'])
    .default('public')
    .meta({ description: 'Discord: who can read the thread of a customer’s message' }),
  DISCORD_SHARDS: z
    .string()
    .regex(/^\d+(,\d+)*\/[1-9]\d*$/)
    .refine((text) => (text.split('/')[0] ?? '').split(',').every((id) => Number(id) < Number(text.split('/')[1])))
    .optional()
    .meta({
      description: 'Discord: the shards that this process serves',
      allowed: 'a list and how many there are in all, such as 0,1/4',
      default: 'all of them',
    }),
})
export type DiscordConfig = z.output<typeof config>
