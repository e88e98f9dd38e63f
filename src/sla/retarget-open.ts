import type { Tx } from '../core/tx'

/** Every open ticket's clocks follow what was changed, in batches, after this commit. Answers how many there are. */
export const retargetOpen = async (tx: Tx): Promise<number> => tx.clocks.scheduleOpen('retarget')
