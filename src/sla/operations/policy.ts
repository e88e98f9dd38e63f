import { z } from 'zod'
import { duration } from '../../fields'
import { defineOperation } from '../../operation'
import { Refusal } from '../../refusal'
import { spanOf } from '../../words'

export const policy = defineOperation({
  name: 'policy',
  command: 'desk',
  by: 'admin',
  input: z.object({ first_response: duration.optional(), resolution: duration.optional(), warn: duration.optional() }),
  fill: async (tx) => {
    const now = await tx.clocks.policy()
    const minutes = (ms: number | null | undefined) => (ms == null ? undefined : `${ms / 1000}s`)
    return {
      first_response: minutes(now?.firstResponseMs),
      resolution: minutes(now?.resolutionMs),
      warn: minutes(now?.warnMs),
    }
  },
  run: async (tx, { first_response: firstResponse, resolution, warn }, admin) => {
    const now = await tx.clocks.policy()
    const next = {
      name: now?.name ?? 'standard',
      firstResponseMs: firstResponse ?? now?.firstResponseMs ?? null,
      resolutionMs: resolution ?? now?.resolutionMs ?? null,
      warnMs: warn ?? now?.warnMs ?? 0,
    }
    const shortest = Math.min(next.firstResponseMs ?? Infinity, next.resolutionMs ?? Infinity)
    if (next.warnMs >= shortest) throw new Refusal('bad-input', { field: 'warn' }, 'warn')
    await tx.clocks.setPolicy(next)
    await tx.audit(admin.id, 'policy', 'changed')
    const span = (ms: number | null) => (ms === null ? '—' : spanOf(tx.speaks, ms))
    return tx.say('policy.done', {
      first: span(next.firstResponseMs),
      resolution: span(next.resolutionMs),
      warn: span(next.warnMs),
    })
  },
})
