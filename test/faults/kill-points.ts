/** Kill points, in the order of a message's way through the program. The fakes kill at `taken`, the others are in kill-switch.ts. */
export const killPoints = [
  'heard',
  'begun',
  'event-stored',
  'writing',
  'before-commit',
  'commit-sent',
  'committed',
  'answering',
  'answered',
  'leased',
  'taken',
  'recording',
] as const
export type KillPoint = (typeof killPoints)[number]
