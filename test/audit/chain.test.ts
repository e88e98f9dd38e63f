import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { chainReader, headSeal, rowMac, type AuditHead, type AuditRow } from '../../src/audit/chain'

const sign = (words: string) => createHmac('sha256', 'the key').update(words).digest()

const trailOf = (count: number, origin = 1): { rows: AuditRow[]; head: AuditHead } => {
  const rows: AuditRow[] = []
  for (let seq = origin; seq < origin + count; seq++) {
    const act = {
      seq,
      at: new Date(seq * 1000),
      person: seq % 3 === 0 ? null : `p${seq % 5}`,
      operation: 'role',
      outcome: `o${seq}`,
    }
    rows.push({ ...act, mac: rowMac(sign, rows.at(-1)?.mac ?? null, act) })
  }
  const { seq, mac } = rows.at(-1)!
  return { rows, head: { seq, mac: mac!, seal: headSeal(sign, seq, mac!, origin), origin } }
}
const faultsOf = (rows: readonly AuditRow[], head: AuditHead | undefined, hasKey = true) => {
  const reader = chainReader(sign, { hasKey, ...(head?.origin !== undefined && { origin: head.origin }) })
  for (const row of rows) reader.take(row)
  return reader.end(head)
}

const tampered = (rows: readonly AuditRow[], at: number, how: string): readonly AuditRow[] => {
  const row = rows[at]!
  const next = rows[at + 1]!
  switch (how) {
    case 'altered':
      return rows.with(at, { ...row, outcome: 'nothing' })
    case 'taken out':
      return rows.toSpliced(at, 1)
    case 'put in':
      return rows.toSpliced(at, 0, { ...row, person: 'somebody else' })
    default:
      return rows.with(at, { ...next, seq: row.seq }).with(at + 1, { ...row, seq: next.seq })
  }
}

describe('the trail of who did what', () => {
  const whole = trailOf(60)

  it('is whole when nobody touched it', () => {
    expect(faultsOf(whole.rows, whole.head)).toEqual([])
    expect(faultsOf([], undefined, false)).toEqual([])
  })

  const plain = (seq: number): AuditRow => ({
    seq,
    at: new Date(0),
    person: null,
    operation: 'role',
    outcome: '',
    mac: null,
  })

  it('goes on after rows from before it was a chain', () => {
    const later = trailOf(60, 3)
    expect(faultsOf([plain(1), plain(2), ...later.rows], later.head)).toEqual([])
    expect(faultsOf([...whole.rows, plain(1001)], whole.head)).toEqual([{ seq: 1001, what: 'unsealed' }])
  })

  it('goes on from a head of a release that did not say where the chain began', () => {
    const { seq, mac } = whole.head
    expect(faultsOf(whole.rows, { seq, mac, seal: headSeal(sign, seq, mac) })).toEqual([])
  })

  it('says where it began: rows without a seal, or from before the first one, do not pass for old ones', () => {
    expect(faultsOf([plain(0), ...whole.rows], whole.head)).toEqual([{ seq: 0, what: 'altered' }])
    expect(faultsOf([plain(-7), ...whole.rows], whole.head)).toEqual([{ seq: -7, what: 'altered' }])
    const forgotten = [...whole.rows.slice(0, 9).map((row) => ({ ...row, mac: null })), ...whole.rows.slice(9)]
    expect(faultsOf(forgotten, whole.head)).not.toEqual([])
    expect(faultsOf(whole.rows.slice(9), whole.head)).toContainEqual({ seq: 1, what: 'missing' })
    // Another beginning needs another seal.
    expect(faultsOf(forgotten, { ...whole.head, origin: 10 })).not.toEqual([])
    const { origin: _, ...older } = whole.head
    expect(faultsOf(forgotten, older)).not.toEqual([])
  })

  it('is not whole without its head once it has a key, whatever stands in its rows', () => {
    expect(faultsOf([plain(1), plain(2)], undefined)).toEqual([{ seq: 0, what: 'headless' }])
    expect(faultsOf([], undefined)).toEqual([{ seq: 0, what: 'headless' }])
  })

  it('tells of 1,000 rows that were altered, taken out, put in, or changed places', () => {
    const at = fc.integer({ min: 0, max: whole.rows.length - 2 })
    const change = fc.constantFrom('altered', 'taken out', 'put in', 'changed places')
    fc.assert(
      fc.property(at, change, (index, how) => {
        expect(faultsOf(tampered(whole.rows, index, how), whole.head)).not.toEqual([])
      }),
      { numRuns: 1000 },
    )
    expect(faultsOf(tampered(whole.rows, 9, 'altered'), whole.head)).toEqual([{ seq: 10, what: 'altered' }])
    expect(faultsOf(tampered(whole.rows, 9, 'taken out'), whole.head)).toContainEqual({ seq: 10, what: 'missing' })
  })

  it('tells when its end was cut off, whichever row is then named the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.boolean(), (length, isHeadMoved) => {
        const rows = whole.rows.slice(0, length)
        const last = rows.at(-1)!
        const head = isHeadMoved ? { ...whole.head, seq: last.seq, mac: last.mac! } : whole.head
        expect(faultsOf(rows, head)).not.toEqual([])
        expect(faultsOf(rows, undefined)).not.toEqual([])
      }),
    )
  })

  it('would not be told with macs that anybody can make (control)', () => {
    // Holders of the key write what they like: the chain hangs on the key.
    const forged = trailOf(10)
    expect(faultsOf(forged.rows, forged.head)).toEqual([])
  })
})
