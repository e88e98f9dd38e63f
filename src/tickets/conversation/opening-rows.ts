import { EntitySchema } from 'typeorm'
import type { PostRef, RichText } from '../../platform'
import { newId } from '../../store/id'
import type { Unit } from '../../store/transaction'
import type { CustomerSide } from './open-ticket'
import { ofDesk } from '../../store/columns'

/** A ticket that is to open by itself. */
export interface Opening {
  readonly id: string
  readonly at: Date
  /** Person who asked for it, by id like `requester`. */
  readonly by: string
  readonly requester: string
  readonly text: RichText
  readonly subject: string | null
  /** The ticket's own fields, by name. */
  readonly fields: Readonly<Record<string, string>>
  /** Null: its queue is gone. */
  readonly queue: string | null
  readonly side: CustomerSide
  /** As whom the requester said it, where two accounts were one. */
  readonly saidAs: string | null
  /** `author`: who wrote it, when not the requester. */
  readonly post: { readonly ref: PostRef; readonly at: string; readonly author?: string } | null
}

export const openingSchema = new EntitySchema({
  name: 'opening',
  tableName: 'openings',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    at: { type: 'timestamptz' },
    by: { type: 'uuid' },
    requester: { type: 'uuid' },
    text: { type: 'jsonb' },
    subject: { type: 'text', nullable: true },
    fields: { type: 'jsonb' },
    queue: { type: 'uuid', nullable: true },
    side: { type: 'jsonb' },
    post: { type: 'jsonb', nullable: true },
    saidAs: { name: 'said_as', type: 'uuid', nullable: true },
  },
})

export interface OpeningRows {
  add(opening: Omit<Opening, 'id'>): Promise<Opening>
  get(id: string): Promise<Opening | undefined>
  /** Openings this person asked for, or is to get; the soonest first. */
  of(person: string, limit: number): Promise<Opening[]>
  /** Undefined when it opened or was cancelled meanwhile. */
  take(id: string): Promise<Opening | undefined>
}

const columns = 'id, at, by, requester, text, subject, fields, queue, side, post, said_as'
const read = `${columns} as "saidAs"`

export const openingRows = (unit: Unit): OpeningRows => ({
  add: async (opening) => {
    const whole: Opening = { ...opening, id: newId() }
    const { id, at, by, requester, text, subject, fields, queue, side, post, saidAs } = whole
    await unit.rows(`insert into openings (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, [
      id,
      at,
      by,
      requester,
      JSON.stringify(text),
      subject,
      JSON.stringify(fields),
      queue,
      JSON.stringify(side),
      post === null ? null : JSON.stringify(post),
      saidAs,
    ])
    return whole
  },
  get: async (id) => unit.first<Opening>(`select ${read} from openings where id = $1`, [id]),
  of: async (person, limit) =>
    unit.rows<Opening>(`select ${read} from openings where by = $1 or requester = $1 order by at, id limit $2`, [
      person,
      limit,
    ]),
  take: async (id) =>
    unit.first<Opening>(`with taken as (delete from openings where id = $1 returning ${read}) select * from taken`, [
      id,
    ]),
})

declare module '../../core/tx' {
  interface RowSets {
    readonly openings: OpeningRows
  }
}
