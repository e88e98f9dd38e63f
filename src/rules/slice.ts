import { defineSlice } from '../slice'
import { cannedReplySchema, cannedRows, favouriteSchema } from './canned-rows'
import { cannedSection } from './canned-section'
import { macroSection } from './macro-section'
import { apply } from './operations/apply'
import { canned } from './operations/canned'
import { macro } from './operations/macro'
import { rule } from './operations/rule'
import { rulesTest } from './operations/rules-test'
import { webhook } from './operations/webhook'
import { macroSchema, ruleRows, ruleRunSchema, ruleSchema } from './rule-rows'
import { ruleSection } from './rule-section'
import { webhookForgets } from './webhook-forgets-rows'
import { webhookRows, webhookSchema } from './webhook-rows'

export const rulesSlice = defineSlice({
  tables: [cannedReplySchema, favouriteSchema, ruleSchema, macroSchema, ruleRunSchema, webhookSchema],
  rows: {
    rules: ruleRows,
    canned: cannedRows,
    webhooks: (unit, { webhookSigner }) => webhookRows(unit, webhookSigner),
  },
  operations: [apply, rule, rulesTest, webhook, macro, canned],
  sections: [cannedSection, macroSection, ruleSection],
  forgets: [webhookForgets],
})
