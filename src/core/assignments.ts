import { foldText } from '../platform'

/** `category=billing seats=5 note="two words" due=`: what each is set to; nothing behind it takes it away. */
export const parseAssignments = (typed: string): Record<string, string> | undefined => {
  const found = [...typed.matchAll(/([\p{L}][\p{L}\p{N}_]*)[=:]("(?:[^"\\]|\\.)*"|(?:[^\s,;"]|(?<=\d),(?=\d))*)/gu)]
  const left = found.reduce((rest, [whole]) => rest.replace(whole, ' '), typed)
  if (found.length === 0 || /[^\s,;]/.test(left)) return undefined
  return Object.fromEntries(
    found.map(([, name = '', value = '']) => [
      foldText(name),
      value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value,
    ]),
  )
}
export const printAssignments = (assigned: Readonly<Record<string, string>>): string =>
  Object.entries(assigned)
    .map(([name, value]) => `${name}=${/^[^\s,;"]*$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`}`)
    .join(' ')
