import type { Forgets } from '../core/forgets'

/** The trail stays as it is: it names ids and operations alone. */
export const auditForgets: Forgets = {
  words: {},
  exports: { acts: `select at, operation, outcome from audit where person = any($1::uuid[]) order by seq` },
}
