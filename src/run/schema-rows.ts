import type { EntitySchema } from 'typeorm'
import { slotSchema } from '../delivery/slot-rows'
import { identitySchema, personSchema } from '../people/person-rows'
import { placeSchema, queueSchema } from '../queues/queue-rows'
import { clockSchema } from '../sla/clock-rows'
import { escalationSchema } from '../sla/escalation-rows'
import { fileSchema } from '../files/file-rows'
import { entrySchema } from '../tickets/entry-rows'
import { postSchema, roomSchema } from '../tickets/room-rows'
import { ticketSchema } from '../tickets/ticket-rows'

/** What TypeORM maps. */
export const rowSchemas = [
  personSchema,
  identitySchema,
  queueSchema,
  placeSchema,
  ticketSchema,
  entrySchema,
  fileSchema,
  roomSchema,
  postSchema,
  slotSchema,
  clockSchema,
  escalationSchema,
] as unknown as readonly EntitySchema[]
