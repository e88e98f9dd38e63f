import type { Inline } from './rich-text'
import { isSafeUrl } from './safe-url'

type Link = Extract<Inline, { kind: 'link' }>

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu
/** `bank.com`, `bank。com`, `10.0.0.1`, `www.x`, `https:` and the like. */
const looksLikeAddress = /:\/\/|\bwww\b|[\p{L}\p{N}]\s?[.。｡]\s?(?:\p{L}{2,}|xn--|\d)|@[\p{L}\p{N}]/iu

const address = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(invisible, '')
    .trim()
    .replace(/^(?:https?:\/\/|mailto:|tel:)/i, '')
    .replace(/^www\./i, '')
    .replace(/\/$/, '')
    .replace(/^[^/?#]*/, (host) => host.toLowerCase())

const decoded = (url: string): string => {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** True when the words of a link look like an address, and another one than that to which it leads. */
export const isMisleading = ({ text, url }: Pick<Link, 'text' | 'url'>): boolean => {
  const words = text.normalize('NFKC').replace(invisible, '')
  if (!looksLikeAddress.test(words)) return false
  const said = address(text)
  return said !== address(url) && said !== address(decoded(url))
}

/** A link as it may be shown: where its words would hide where it leads, both stand there; one that leads nowhere good is words. */
export const honestLink = (link: Link): readonly Inline[] => {
  const { url, text, kind: _, ...marks } = link
  if (!isSafeUrl(url)) {
    const words = text === '' || text === url ? url : `${text} (${url})`
    return [{ kind: 'text', text: words, ...marks }]
  }
  if (text.replace(invisible, '').trim() === '') return [{ ...link, text: url }]
  if (!isMisleading(link)) return [link]
  return [
    { kind: 'text', text: `${text} (`, ...marks },
    { ...link, text: url },
    { kind: 'text', text: ')', ...marks },
  ]
}
