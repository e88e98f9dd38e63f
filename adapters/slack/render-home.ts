import type { types as slack } from '@slack/bolt'
import type { Content } from '../../src/platform'
import { cardBlocks, plainText, sendable, type ActionIds } from './render'
import { printRichText } from './markdown-print-blocks'

/** Somebody's App Home. Unlike a message it shows no fallback, so the text stands there when there is no card. */
export const homeView = ({ text, card }: Content, ids: ActionIds): slack.HomeView => {
  const rich = card ? undefined : printRichText(text)
  return sendable({ type: 'home', blocks: [...(rich ? [rich] : []), ...(card ? cardBlocks(card, ids) : [])] })
}

/** An answer for one person alone, where there is no channel to whisper in. */
export const answerView = ({ text, card }: Content, ids: ActionIds, title: string, close: string): slack.ModalView => {
  const rich = printRichText(text)
  return sendable({
    type: 'modal',
    title: plainText(title, 24),
    close: plainText(close, 24),
    blocks: card ? cardBlocks(card, ids) : rich ? [rich] : [],
  })
}
