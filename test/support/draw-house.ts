import { floorOf, floors, graphOf, roomOf, type Source } from './house'

/** Purpose of each floor, from the ground up. */
const captions = [
  'the contract with networks',
  'what everything is made of',
  'pure: tickets, people, filters, time',
  'rows that know no ticket',
  'rows of tickets and their promises',
  'what comes in as a file',
  'everything that is said',
  'what a ticket goes through',
  'what it tells, and who gets it',
  'who says what to whom',
  'several tickets; how one is shown',
  'what is looked up',
  'what happens by rule',
  'what happens because time passed',
  'what people ask for; what runs it',
  'one event at a time',
  'the slices, put together',
  'the command line',
]

const width = 1240
const margin = 20
const captionWidth = 230
const boxHeight = 38
const floorHeight = 68

interface Box {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly files: number
}

/** The floors and their rooms as a picture: an arrow says that a room takes something from one below, where no room between does so for it. */
export const drawHouse = (sources: readonly Source[]): string => {
  const files = countBy(sources)
  const boxes = boxesOf(files)
  const height = floors.length * floorHeight + 2 * margin
  const arrows = reduced(arrowsOf(sources)).map(([from, to]) => arrow(boxes.get(from)!, boxes.get(to)!))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="The floors of the program, from src/platform at the bottom to src/cli at the top">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...floors.map((_, index) => floorBand(index)),
    `<g fill="none" stroke="#8a93a5" stroke-width="1.1" opacity="0.75">`,
    ...arrows,
    '</g>',
    ...[...boxes.values()].map(drawBox),
    '</svg>',
    '',
  ].join('\n')
}

const countBy = (sources: readonly Source[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { path } of sources) {
    const room = roomOf(path)
    if (room !== undefined) counts.set(room, (counts.get(room) ?? 0) + 1)
  }
  return counts
}

const isListed = (room: string) => floors.some((rooms) => rooms.includes(room))
const topOf = (index: number) => margin + (floors.length - 1 - index) * floorHeight

const boxesOf = (files: ReadonlyMap<string, number>): ReadonlyMap<string, Box> => {
  const boxes = new Map<string, Box>()
  for (const [index, listed] of floors.entries()) {
    const rooms = [...listed, ...[...files.keys()].filter((one) => !isListed(one) && floorOf(one) === index + 1)]
    const room = width - captionWidth - 2 * margin
    const each = Math.min(200, room / rooms.length - 24)
    const gap = (room - each * rooms.length) / (rooms.length + 1)
    for (const [place, name] of rooms.entries())
      boxes.set(name, {
        name,
        x: captionWidth + margin + gap + place * (each + gap),
        y: topOf(index) + (floorHeight - boxHeight) / 2,
        width: each,
        files: files.get(name) ?? 0,
      })
  }
  return boxes
}

const floorBand = (index: number) =>
  `<rect x="${margin}" y="${topOf(index) + 2}" width="${width - 2 * margin}" height="${floorHeight - 4}" rx="8" fill="${index % 2 === 0 ? '#f3f5f9' : '#eaeef5'}"/>` +
  `<text x="${margin + 12}" y="${topOf(index) + floorHeight / 2 + 4}" font-size="12" fill="#4a5468">${index + 1}  ${captions[index]}</text>`

const labelOf = (name: string) => (name === 'src' ? 'slices, program, main' : name.replace(/^src\//, ''))

const drawBox = ({ name, x, y, width: wide, files }: Box) =>
  `<g><rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${boxHeight}" rx="6" fill="#fff" stroke="#3d4a63"/>` +
  `<text x="${round(x + wide / 2)}" y="${round(y + 17)}" font-size="13" text-anchor="middle" fill="#1b2230">${labelOf(name)}</text>` +
  `<text x="${round(x + wide / 2)}" y="${round(y + 31)}" font-size="10" text-anchor="middle" fill="#5b667c">${files} files</text></g>`

const arrow = (from: Box, to: Box) => {
  const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + boxHeight, to.x + to.width / 2, to.y]
  const bend = Math.min(60, (y2 - y1) / 2)
  return `<path d="M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${round(y2)}"/>`
}
const round = (one: number) => Math.round(one * 10) / 10

type Pair = readonly [from: string, to: string]
const arrowsOf = (sources: readonly Source[]): readonly Pair[] => {
  const pairs = new Map<string, Pair>()
  for (const { from, to, isType } of graphOf(sources)) {
    const [here, there] = [roomOf(from), roomOf(to)]
    if (isType || here === undefined || there === undefined || here === there) continue
    pairs.set(`${here} ${there}`, [here, there])
  }
  return [...pairs.values()].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

/** Without those that other arrows lead to as well. */
const reduced = (pairs: readonly Pair[]): readonly Pair[] => {
  const targets = new Map<string, Set<string>>()
  for (const [from, to] of pairs) targets.set(from, (targets.get(from) ?? new Set()).add(to))
  const reaches = (from: string, to: string): boolean =>
    [...(targets.get(from) ?? [])].some((one) => one === to || reaches(one, to))
  return pairs.filter(
    ([from, to]) => ![...targets.get(from)!].some((between) => between !== to && reaches(between, to)),
  )
}
