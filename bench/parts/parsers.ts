import { parseMarkdown as readDiscord } from '../../adapters/discord/markdown-read'
import { printMarkdown as printDiscord } from '../../adapters/discord/markdown-print'
import { parseMarkdown as readPlayground } from '../../adapters/playground/markdown-read'
import { measure as measureMrkdwn, printMrkdwn } from '../../adapters/slack/markdown-print'
import { parseMrkdwn } from '../../adapters/slack/markdown-read'
import { printRichText } from '../../adapters/slack/markdown-print-blocks'
import { parseRichText } from '../../adapters/slack/markdown-read-blocks'
import { parseMarkdown as readTeams, parseHtml } from '../../adapters/teams/markdown-read'
import { printCardText, printHtml } from '../../adapters/teams/markdown-print'
import { firstLine, normalize, plain, say, soundText, split, type RichText } from '../../src/platform'
import type { Figure, Part } from '../part'
import { candidates, filled, plainWords } from '../worst-inputs'

const names = { workspace: 'T1', people: {} }
const nobody = () => undefined

/** Everything that reads what people typed, and everything that prints it: each takes a source text. */
const subjects: Readonly<Record<string, (source: string) => (() => unknown) | undefined>> = {
  'read Markdown (playground)': (source) => () => readPlayground(source),
  'read Markdown (Teams)': (source) => () => readTeams(source),
  'read HTML (Teams)': (source) => () => parseHtml(source, nobody),
  'read Markdown (Discord)': (source) => () => readDiscord(source),
  'read mrkdwn (Slack)': (source) => () => parseMrkdwn(source, names),
  'read rich text (Slack)': (source) => {
    const block = printRichText(readPlayground(source))
    return () => parseRichText([block], names)
  },
  'print mrkdwn (Slack)': (source) => ofTree(source, printMrkdwn),
  'print rich text (Slack)': (source) => ofTree(source, (text) => printRichText(text)),
  'print Markdown (Discord)': (source) => ofTree(source, printDiscord),
  'print HTML (Teams)': (source) => ofTree(source, printHtml),
  'print card text (Teams)': (source) => ofTree(source, (text) => printCardText(text)),
  'print plain': (source) => ofTree(source, plain),
  'subject of a ticket': (source) => ofTree(source, (text) => firstLine(text, 100)),
  'sound and normal': (source) => ofTree(source, (text) => normalize(soundText(text))),
  'split for Discord': (source) => ofTree(source, (text) => split(text, 2000, (part) => printDiscord(part).length)),
  'split for Slack': (source) => ofTree(source, (text) => split(text, 3000, measureMrkdwn)),
}

/** The tree of what was typed, and of the same as plain lines: whichever has more in it. */
const ofTree = (source: string, print: (text: RichText) => unknown): (() => unknown) => {
  const trees = [readPlayground(source), say(source)]
  return () => trees.map(print)
}

/** Milliseconds that this process worked, whatever else the machine does: the least of some rounds. */
const timed = (run: () => unknown): number => {
  let least = Infinity
  for (let round = 0; round < 4 && (round === 0 || least < 300); round++) {
    const begun = process.cpuUsage()
    run()
    least = Math.min(least, process.cpuUsage(begun).user / 1000)
  }
  return least
}

const lengths = [8000, 40_000] as const
const searched = 1000
const seed = 20_261_130
/** Factor by which the worst may be slower than plain words, at any length. */
const mostTimes = 100

/** The slowest few at a small length are tried at the full one: what grows faster than its length is among them. */
const worstOf = (make: (source: string) => (() => unknown) | undefined, count: number): string => {
  const slow = candidates(count, seed)
    .map((unit) => ({ unit, ms: timed(make(filled(unit, searched))!) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 8)
    .map(({ unit }) => ({ unit, ms: timed(make(filled(unit, 8000))!) }))
    .sort((a, b) => b.ms - a.ms)
  return slow[0]!.unit
}

export const parsers: Part = {
  name: 'parsers',
  says: 'the slowest text that a generator finds for each parser and printer, beside plain words',
  run: async (bench) => {
    const figures: Figure[] = []
    for (const [name, make] of Object.entries(subjects)) {
      // Compiled before it is measured.
      for (let round = 0; round < 20; round++) make(filled(plainWords, searched))!()
      const worst = worstOf(make, bench.isShort ? 40 : 400)
      for (const length of lengths)
        figures.push({
          what: `${name}, ${length} of ${JSON.stringify(worst)}`,
          unit: 'ms',
          samples: [timed(make(filled(worst, length))!)],
          baseline: { what: 'plain words', samples: [Math.max(0.5, timed(make(filled(plainWords, length))!))] },
          aim: { atMost: mostTimes },
        })
      const [small, large] = figures.slice(-2).map(({ samples }) => samples[0]!)
      figures.push({
        what: `${name}, five times the length`,
        unit: '×',
        samples: [large! / Math.max(0.5, small!)],
        promised: 12,
      })
      bench.progress(name)
    }
    return figures
  },
}
