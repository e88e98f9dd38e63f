const longest = 40

/**
 * A tag as it is kept: small letters, composed, without what nobody sees. Whatever people see may be in it (c++, 🔥, 50%);
 * undefined for what is none. Which tags are the same `foldText` says.
 */
export const readTag = (typed: string): string | undefined => {
  const tag = typed
    .replace(/^#+(?=.)/u, '')
    .toLowerCase()
    .normalize('NFC')
    .replaceAll('i\u0307', 'i')
    // Emoji are made of several by joiners and selectors: these stay.
    .replaceAll(/(?!\u200d|\ufe0f|[\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
  const isOne = /^[^\s,;"-][^\s,;"]*$/u.test(tag) && /[\p{L}\p{N}\p{S}\p{P}]/u.test(tag) && [...tag].length <= longest
  return isOne ? tag : undefined
}
