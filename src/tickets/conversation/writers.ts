import { recentMap } from '../../platform'
import type { Person } from '../../model/person'

/** People with the form of a reply open. In this process alone and for some minutes: a courtesy, on which nothing hangs. */
export interface Writers {
  /** The name of another who began before and may be at it still. */
  begin(desk: string, ticket: number, person: Pick<Person, 'id' | 'name'>): string | undefined
  end(desk: string, ticket: number, person: string): void
}

const forgottenAfterMs = 180_000

export const createWriters = (): Writers => {
  const writing = recentMap<{ readonly id: string; readonly name: string; readonly at: number }>(10_000)
  return {
    begin: (desk, ticket, { id, name }) => {
      const key = `${desk} ${ticket}`
      const other = writing.get(key)
      if (other !== undefined && other.id !== id && Date.now() - other.at < forgottenAfterMs) return other.name
      writing.set(key, { id, name, at: Date.now() })
      return undefined
    },
    end: (desk, ticket, person) => {
      const key = `${desk} ${ticket}`
      if (writing.get(key)?.id === person) writing.delete(key)
    },
  }
}
