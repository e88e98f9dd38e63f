import { EntitySchema } from 'typeorm'
import type { FileRef } from '../platform'
import { newId } from './id'
import type { Unit } from './transaction'
import { ofDesk } from './columns'

/** Time for which a document is kept: long enough to be sent, and to be confirmed. */
const keptMs = 48 * 3_600_000

export const documentSchema = new EntitySchema({
  name: 'document',
  tableName: 'documents',
  columns: {
    ...ofDesk,
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    type: { type: 'text' },
    bytes: { type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    about: { type: 'uuid', nullable: true },
  },
})

export interface DocumentRows {
  /** Keeps bytes that the desk made; the ref can be sent along as a file. `about`: the person whose data it is, with whom it goes. */
  keep(name: string, type: string, bytes: Buffer, about?: string): Promise<FileRef>
  /** By the id that `documentId` takes out of a ref. Undefined once it is forgotten. */
  read(id: string): Promise<Buffer | undefined>
}

/** A kept file's id in a FileRef: adapters ask for its bytes outside any desk's transaction. */
export const documentId = ({ id }: FileRef): string => id.slice(id.indexOf('/') + 1)

export const documentRows = (unit: Unit): DocumentRows => ({
  keep: async (name, type, bytes, about) => {
    const id = newId()
    await unit.rows(
      'insert into documents (id, name, type, bytes, created_at, about) values ($1, $2, $3, $4, $5, $6)',
      [id, name, type, bytes, unit.now, about ?? null],
    )
    return { platform: 'desk', kind: 'file', id: `${unit.desk}/${id}`, name, type, size: bytes.length }
  },
  read: async (id) => unit.value<Buffer | undefined>('select bytes from documents where id = $1', [id]),
})

export const forgetDocuments = async (unit: Unit): Promise<number> =>
  unit.execute('delete from documents where created_at < $1', [new Date(unit.now.getTime() - keptMs)])

declare module '../core/tx' {
  interface RowSets {
    readonly documents: DocumentRows
  }
}
