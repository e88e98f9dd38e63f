import { encodePart, clipName } from '../platform'
import { timingSafeEqual } from 'node:crypto'
import type { Unit } from '../store/transaction'
import type { Vault } from '../store/vault'

/** Links to kept files, for a short time and for whoever has the link. */
export interface FileLinks {
  /** Undefined where nobody told the desk its own address. */
  linkTo(unit: Unit, file: { readonly id: string; readonly name: string }): Promise<string | undefined>
  /** Tells whether the desk made this link, and whether it has expired. */
  check(unit: Unit, link: Link): Promise<'good' | 'late' | 'forged'>
}
export interface Link {
  readonly file: string
  /** Milliseconds since 1970. */
  readonly until: number
  readonly signature: string
}

export const linkMs = 10 * 60_000

export const createFileLinks = (vault: Vault, publicUrl: string | undefined): FileLinks => {
  const sign = async (unit: Unit, file: string, until: number) => {
    const signer = await vault.signer(async (sql, parameters) => unit.rows(sql, parameters), `files ${unit.desk}`)
    return signer(`${unit.desk} ${file} ${until}`)
  }
  return {
    linkTo: async (unit, { id, name }) => {
      if (publicUrl === undefined) return undefined
      const until = unit.now.getTime() + linkMs
      const signature = (await sign(unit, id, until)).toString('base64url')
      const path = [unit.desk, id, String(until), signature, encodePart(clipName(name, 100)) || 'file'].join('/')
      return `${publicUrl.replace(/\/$/, '')}/files/${path}`
    },
    check: async (unit, { file, until, signature }) => {
      const wanted = await sign(unit, file, until)
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'forged'
      return until < unit.now.getTime() ? 'late' : 'good'
    },
  }
}

declare module '../core/tx' {
  interface RowSets {
    /** Address at which a kept file can be had for the next minutes; undefined where the desk does not know its own. */
    fileLink(file: { readonly id: string; readonly name: string }): Promise<string | undefined>
  }
  interface Services {
    readonly fileLinks: FileLinks
  }
}
