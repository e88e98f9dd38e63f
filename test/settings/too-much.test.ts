import { readFile } from '../../src/settings/read-file'
import { sections } from '../../src/slices'
import { busyMs } from '../support/busy-ms'

const many = (count: number, line: (n: number) => string, by = '\n') =>
  Array.from({ length: count }, (_, n) => line(n)).join(by)

/** Texts that are no configuration, and that take a reader of YAML minutes or make it fall over. */
const worst: Readonly<Record<string, string>> = {
  '60,000 keys': many(60_000, (n) => `k${n}: 1`),
  '60,000 keys in one list': `queues:\n${many(60_000, (n) => `- name: k${n}`)}`,
  '60,000 keys with other ends of lines': many(60_000, (n) => `k${n}: 1`, '\r'),
  'as many keys as are read': many(14_000, (n) => `k${n}: 1`),
  'as many doubled keys as are read': many(14_000, () => `k: 1`),
  'as many unknown keys in an item': `queues:\n- ${many(9000, (n) => `k${n}: 1`, '\n  ')}`,
  'a list in braces': `queues: [${'1,'.repeat(200_000)}]`,
  brackets: '['.repeat(100_000),
  'closing brackets': '}'.repeat(400_000),
  quotes: '"'.repeat(400_000),
  'keys of keys': '? '.repeat(2000),
  'items of items': '- '.repeat(20_000),
  'keys in keys': many(700, (n) => `${' '.repeat(n)}a:`),
  aliases: `a: &a [1]\nb: [${'*a,'.repeat(5000)}]`,
  bomb: `a: &a [x,x,x,x,x,x,x,x,x]\n${many(20, (n) => `b${n}: &b${n} [${'*a,'.repeat(9)}]`)}`,
  'more than its size': 'a'.repeat(600_000),
}

test.each(Object.keys(worst))('%s: refused in no time, and told', (name) => {
  let faults: readonly { readonly text: string }[] = []
  const ms = busyMs(() => {
    ;({ faults } = readFile(worst[name]!, sections, 'en'))
  })
  expect(faults.length).toBeGreaterThan(0)
  expect(faults.length).toBeLessThanOrEqual(100)
  expect(ms).toBeLessThan(4000)
})

test('a key that stands twice is told where it stands', () => {
  expect(readFile('desk:\n  name: A\n  name: B\n', sections, 'en').faults).toMatchObject([{ line: 3, column: 3 }])
})
