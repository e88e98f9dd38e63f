import { defineSlice } from '../slice'
import { agentRows, agentSchema, queueMemberSchema } from './agent-rows'
import { limits } from './operations/limits'
import { panel } from './operations/panel'
import { place } from './operations/place'
import { queue } from './operations/queue'
import { placeSection } from './place-section'
import { placeSchema, queueRows, queueSchema } from './queue-rows'
import { queueSection } from './queue-section'

export const queuesSlice = defineSlice({
  tables: [agentSchema, queueMemberSchema, queueSchema, placeSchema],
  rows: {
    queues: queueRows,
    agents: agentRows,
  },
  operations: [place, queue, panel, limits],
  sections: [placeSection, queueSection],
})
