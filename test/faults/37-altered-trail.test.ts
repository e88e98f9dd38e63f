import { tamper } from '../support/tampering'
import { faultRow } from './fault-row'

faultRow(37, {
  what: '1,000 altered, deleted, reordered, forged audit rows: each is seen',
  count: 1000,
  run: async ({ count, random }) => tamper(count, random),
  control: { off: 'the key of the chain', count: 60, run: async ({ count, random }) => tamper(count, random, false) },
})
