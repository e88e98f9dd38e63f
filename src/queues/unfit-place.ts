import type { Finding } from '../platform'
import type { Purpose } from './queue-rows'

const always = new Set<Finding['what']>(['not-in-place', 'missing-permission', 'archived-place'])

/** True when a finding keeps a place from this purpose: a forum takes requests, though no card can be posted in it. */
export const isUnfit = (purpose: Purpose, what: Finding['what']): boolean => {
  if (what === 'only-threads') return purpose !== 'intake'
  if (what === 'no-threads') return purpose !== 'supervisors'
  return always.has(what)
}
