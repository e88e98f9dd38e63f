import { defined } from '../../src/platform'

test('what is undefined is left out, and nothing else', () => {
  const size: number | undefined = undefined
  expect(Object.keys({ ...defined({ name: 'a', size }) })).toEqual(['name'])
  const empty = { no: null, zero: 0, blank: '', off: false }
  expect({ ...defined(empty) }).toStrictEqual(empty)
})

test('members that may be undefined become optional, and those that are there stay', () => {
  const nick = (typed: string | undefined): { readonly name: string; readonly nick?: string } =>
    defined({ name: 'Ann', nick: typed })
  expect([nick(undefined), nick('A')]).toStrictEqual([{ name: 'Ann' }, { name: 'Ann', nick: 'A' }])
})
