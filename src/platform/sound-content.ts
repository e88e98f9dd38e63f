import type { Block, Card, Content } from './card'
import { shown } from './normalize'
import { soundText } from './sound-text'

const soundBlock = (block: Block): Block => {
  switch (block.kind) {
    case 'text':
    case 'context':
      return { ...block, text: soundText(block.text) }
    case 'fields':
      return {
        ...block,
        fields: block.fields.map(({ label, value }) => ({ label: shown(label), value: shown(value) })),
      }
    case 'controls':
      return {
        ...block,
        controls: block.controls.map((control) => ({
          ...control,
          label: shown(control.label),
          ...(control.kind === 'select' && {
            choices: control.choices.map(({ value, label }) => ({ value, label: shown(label) })),
          }),
        })),
      }
    case 'divider':
      return block
  }
}
const soundCard = (card: Card): Card => ({ ...card, title: shown(card.title), blocks: card.blocks.map(soundBlock) })

/** Content about to be shown, also from long ago: sound texts, and names and titles whose words stand in the order they are written. */
export const soundContent = (content: Content): Content => ({
  ...content,
  text: soundText(content.text),
  ...(content.card && { card: soundCard(content.card) }),
  ...(content.as && { as: { ...content.as, name: shown(content.as.name) } }),
  ...(content.files && { files: content.files.map((file) => ({ ...file, name: shown(file.name) })) }),
})
