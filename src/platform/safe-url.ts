/** Schemes that open a page, a letter or a call; whatever else an address begins with is words and no link. */
const schemes = /^(?:https?:\/\/[^\s/]|mailto:[^\s]|tel:[^\s])/i
const longest = 4000

export const isSafeUrl = (url: string): boolean =>
  url.length <= longest &&
  schemes.test(url) &&
  !/[\p{Cc}\s<>\u202a-\u202e\u2066-\u2069]/u.test(url) &&
  URL.canParse(url)
