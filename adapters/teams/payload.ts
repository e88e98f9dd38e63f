import { z } from 'zod'

/*
 * What of an activity this adapter reads. Teams' payloads differ by client, surface and year: a field with another shape
 * is taken as absent, and only an activity without its bones is refused.
 */
const text = z.string().optional().catch(undefined)
const account = z.object({ id: text, name: text, aadObjectId: text, role: text }).optional().catch(undefined)
const bag = z.record(z.string(), z.unknown())
const many = <T extends z.ZodType>(item: T) => z.array(item).catch([]).default([])

const attachment = z.object({ contentType: text, contentUrl: text, name: text, content: z.unknown().optional() })
const mention = z.object({ type: text, text, mentioned: account, locale: text }).catch({
  type: undefined,
  text: undefined,
  mentioned: undefined,
  locale: undefined,
})
const named = z.object({ id: text, name: text }).optional().catch(undefined)

export const activitySchema = z.object({
  type: z.string().min(1).max(100),
  id: text,
  name: text,
  timestamp: z.union([z.string(), z.date()]).optional().catch(undefined),
  serviceUrl: z.string(),
  channelId: z.string(),
  locale: text,
  conversation: z.object({
    id: z.string().min(1).max(2000),
    conversationType: text,
    tenantId: text,
    isGroup: z.boolean().optional().catch(undefined),
    name: text,
  }),
  from: account,
  recipient: account,
  text,
  textFormat: text,
  replyToId: text,
  action: text,
  value: z.unknown().optional(),
  attachments: many(attachment),
  entities: many(mention),
  membersAdded: many(account),
  membersRemoved: many(account),
  reactionsAdded: many(z.object({ type: text }).catch({ type: undefined })),
  reactionsRemoved: many(z.object({ type: text }).catch({ type: undefined })),
  channelData: z.object({ eventType: text, tenant: named, team: named, channel: named }).optional().catch(undefined),
})
export type Activity = z.infer<typeof activitySchema>
export type Attachment = Activity['attachments'][number]
export type Mention = Activity['entities'][number]

/** The activity if it has what every one has; it must be of one tenant. */
export const readActivity = (native: unknown): Activity | undefined => {
  const parsed = activitySchema.safeParse(native)
  return parsed.success && tenantOf(parsed.data) !== '' ? parsed.data : undefined
}

export const tenantOf = ({ conversation, channelData }: Activity): string =>
  conversation.tenantId ?? channelData?.tenant?.id ?? ''

/** A value's own fields, whatever came. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => {
  const parsed = bag.safeParse(value)
  return parsed.success ? parsed.data : {}
}
export const stringIn = (value: unknown, name: string): string | undefined => {
  const found = fieldsOf(value)[name]
  return typeof found === 'string' ? found : undefined
}
