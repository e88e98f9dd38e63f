/** Why a file was not taken in. Each has a sentence `file.<fault>` in every locale, for whoever sent it. */
export const fileFaults = [
  'too-large',
  'executable',
  'disguised',
  'bomb',
  'infected',
  'unscanned',
  'customer-full',
  'desk-full',
] as const
export type FileFault = (typeof fileFaults)[number]

/** As the outbox and the file's row keep it, beside other reasons. */
export const faultIn = (why: string): FileFault | undefined => fileFaults.find((fault) => why.endsWith(`file ${fault}`))
