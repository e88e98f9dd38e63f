import type { ComponentChild, VNode } from 'preact'
import { Countdown } from './time.js'
import type { Inline, Marks, RichText, TextBlock } from './wire.js'

/** Neutral text as elements: whatever is in it stays text. */
export const Rich = ({ text }: { text: RichText }): VNode => (
  <div class="rich">
    {text.map((block, at) => (
      <Block key={at} block={block} />
    ))}
  </div>
)

const Block = ({ block }: { block: TextBlock }): VNode => {
  switch (block.kind) {
    case 'paragraph':
      return <p>{block.inlines.map(inline)}</p>
    case 'heading':
      return <p class="heading">{block.inlines.map(inline)}</p>
    case 'quote':
      return (
        <blockquote>
          <Rich text={block.blocks} />
        </blockquote>
      )
    case 'code-block':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, at) => (
        <li key={at}>
          <Rich text={item} />
        </li>
      ))
      return block.ordered ? <ol start={block.start ?? 1}>{items}</ol> : <ul>{items}</ul>
    }
  }
}

const inline = (part: Inline, key: number): ComponentChild => {
  switch (part.kind) {
    case 'text':
      return <span key={key}>{marked(part.text, part)}</span>
    case 'code':
      return <code key={key}>{part.text}</code>
    case 'link':
      return (
        <a key={key} href={safe(part.url)} target="_blank" rel="noopener noreferrer">
          {marked(part.text, part)}
        </a>
      )
    case 'mention':
      return (
        <span key={key} class="mention">
          @{part.name}
        </span>
      )
    case 'emoji':
      return <span key={key}>{part.unicode ?? `:${part.name}:`}</span>
    case 'time':
      return <Countdown key={key} at={part.at} text={part.text} />
    case 'break':
      return <br key={key} />
  }
}

const safe = (url: string): string | undefined => (/^(https?:\/\/|mailto:)/i.test(url) ? url : undefined)

const marked = (text: string, { bold, italic, strike }: Marks): ComponentChild => {
  let node: ComponentChild = text
  if (strike) node = <s>{node}</s>
  if (italic) node = <em>{node}</em>
  if (bold) node = <strong>{node}</strong>
  return node
}
