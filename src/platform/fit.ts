import type { Content, Form, FormField } from './card'
import { fitCard } from './fit-card'
import { fitChoices, fitLabel } from './fit-controls'
import { type FitWords, fitWords } from './fit-words'
import type { Input } from './inbound'
import type { FileRef } from './ref'
import type { Limits } from './platform'
import type { RichText } from './rich-text'
import { shown } from './normalize'
import { soundContent } from './sound-content'
import { soundText } from './sound-text'
import { split, truncate } from './split'
import { clip, clipName, isEmpty, lengthOf, type Measure, paragraph } from './text'

export interface FitOptions {
  /** Length of a text as the dialect prints it. Default: its plain length. */
  readonly measure?: Measure
  /** Characters that the adapter itself adds to each post: a persona's name, mentions. */
  readonly reserve?: number
  /** The post goes to one person's own chat: where some networks take files and nowhere else. */
  readonly direct?: boolean
  /** Default: English. */
  readonly words?: FitWords
}

interface Sorted {
  readonly sheaves: readonly (readonly FileRef[])[]
  readonly notes: RichText
}

/** True when a file can be posted there at all. */
export const canShow = (limits: Limits['files'], { size }: Pick<FileRef, 'size'>, direct: boolean): boolean =>
  takesFiles(limits, direct) && size <= limits.size
const takesFiles = (limits: Limits['files'], direct: boolean): limits is Exclude<Limits['files'], 'none'> =>
  limits !== 'none' && limits.count > 0 && (limits.where === 'anywhere' || direct)

/** Files that can be sent, as many a post as it takes; a line of text for each that cannot. */
const sortFiles = (files: readonly FileRef[], limits: Limits['files'], direct: boolean, words: FitWords): Sorted => {
  const named = (file: FileRef): string => clipName(file.name, 120)
  if (!takesFiles(limits, direct))
    return { sheaves: [], notes: files.map((file) => paragraph(words.notHere(named(file)))) }
  const fits = files.filter((file) => canShow(limits, file, direct))
  const large = files.filter((file) => !fits.includes(file))
  return {
    sheaves: sheavesOf(fits, limits),
    notes: large.map((file) => paragraph(words.tooLarge(named(file), file.size, limits.size))),
  }
}

/** In their order, as few posts as `count` and `total` allow; a file of unknown size counts as the largest. */
const sheavesOf = (files: readonly FileRef[], limits: Exclude<Limits['files'], 'none'>): readonly FileRef[][] => {
  const { size, count, total = Infinity } = limits
  const sheaves: FileRef[][] = []
  let left = 0
  for (const file of files) {
    const bytes = file.size < 0 ? size : file.size
    const last = sheaves.at(-1)
    if (last === undefined || last.length >= count || bytes > left) sheaves.push([file])
    else last.push(file)
    left = (sheaves.at(-1)!.length === 1 ? total : left) - bytes
  }
  return sheaves
}

/** A message of a hundred thousand characters is shown whole; a longer one is a flood. */
const mostPosts = (room: number): number => Math.max(80, Math.ceil(160_000 / room))

/** Of more parts than anybody reads the first ones, and a word about the rest. */
const atMost = (count: number, texts: readonly RichText[], words: FitWords): readonly RichText[] => {
  if (texts.length <= count) return texts
  const left = texts.slice(count - 1).reduce((sum, part) => sum + lengthOf(part), 0)
  return [...texts.slice(0, count - 1), [paragraph(words.rest(left))]]
}

/** The posts that show `content` within `limits`, in order, at least one: no word of `text` is lost, but for the end of one as long as a book, of which the last post tells. The first has the card, the mentions and `replyTo`; the files begin at the end of the text. */
export const fit = (content: Content, limits: Limits, options: FitOptions = {}): Content[] => {
  const { measure = lengthOf, reserve = 0, direct = false, words = fitWords.en } = options
  const { text, card, as, files = [], mentions, replyTo } = soundContent(content)
  const { sheaves, notes } = sortFiles(files, limits.files, direct, words)
  const room = Math.max(1, limits.text - reserve)
  const texts = atMost(mostPosts(limits.text), split([...text, ...notes], room, measure), words)
  const posts = texts.length > 0 ? texts : [[]]
  const lead = {
    ...(card && { card: fitCard(card, limits.card, measure, words) }),
    ...(mentions && { mentions }),
    ...(replyTo && { replyTo }),
  }
  const count = posts.length - 1 + Math.max(1, sheaves.length)
  return Array.from({ length: count }, (_, i) => {
    const sheaf = sheaves[i - posts.length + 1]
    return { text: posts[i] ?? [], ...(as && { as }), ...(i === 0 && lead), ...(sheaf && { files: sheaf }) }
  })
}

/** One post where there can be only one (an edit, a card that changes in place): a longer text is cut, with …. */
export const fitOne = (content: Content, limits: Limits, options: FitOptions = {}): Content => {
  const { measure = lengthOf, reserve = 0 } = options
  const [first, ...more] = fit(content, limits, options)
  if (!first || more.length === 0) return first ?? content
  const files = [first, ...more].find((post) => post.files)?.files
  const texts = [first, ...more].flatMap((post) => post.text)
  return {
    ...first,
    text: truncate(texts, Math.max(1, limits.text - reserve), measure),
    ...(files && { files }),
  }
}

const asList = (value: FormField['value']): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []

/** As much as the smallest of the networks shows below a field. */
const mostHint = 100

const fitField = (field: FormField, limits: Exclude<Limits['form'], 'none'>): FormField => {
  const { value, hint, choices } = field
  const maxLength = Math.min(field.maxLength ?? limits.text, limits.text)
  const typed = field.kind === 'text' || field.kind === 'rich-text'
  return {
    ...field,
    label: fitLabel(field.label, limits.label),
    ...(hint !== undefined && { hint: clip(hint, mostHint) }),
    ...(typed && { maxLength }),
    ...(typed && typeof value === 'string' && { value: clip(value, maxLength) }),
    ...(choices && { choices: fitChoices(choices, limits.choices, limits.label, asList(value)) }),
  }
}

/**
 * The form within `limits`. Optional fields for which there is no room go, the last first; what stood in them goes along
 * hidden. Undefined where the network has no forms, or too small ones for the required fields: ask by command then.
 */
export const fitForm = (form: Form, limits: Limits, { measure = lengthOf }: FitOptions = {}): Form | undefined => {
  const room = limits.form
  if (room === 'none') return undefined
  const required = form.fields.filter((field) => field.required).length
  if (required > room.fields) return undefined
  let optional = room.fields - required
  const visible = form.fields.filter((field) => field.required || optional-- > 0)
  const standing = form.fields.flatMap((field) =>
    visible.includes(field) || field.value === undefined ? [] : [[field.name, field.value] as const],
  )
  const intro = form.intro && truncate(soundText(form.intro), room.text, measure)
  return {
    operation: form.operation,
    title: clip(shown(form.title), room.title),
    ...(intro && !isEmpty(intro) && { intro }),
    submit: fitLabel(form.submit, room.title),
    ...(form.isDangerous && { isDangerous: form.isDangerous }),
    fields: visible.map((field) => fitField(field, room)),
    hidden: { ...(Object.fromEntries(standing) as Input), ...form.hidden },
  }
}
