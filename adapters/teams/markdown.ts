import { readMarkdown, type RichText } from '../../src/platform'

/** What people type into a form's long field, and messages of clients that write Markdown. HTML in it stays words. */
export const fromMarkdown = (source: string): RichText => readMarkdown(source)
