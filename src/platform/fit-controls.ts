import type { Block, Choice, Control } from './card'
import type { Limits } from './platform'
import { shown } from './normalize'
import { clip } from './text'

/** At most `max` of them, `kept` (what is chosen) among them. */
export const fitChoices = (
  choices: readonly Choice[],
  max: number,
  label: number,
  kept: readonly string[] = [],
): Choice[] => {
  const first = new Set([
    ...choices.filter((choice) => kept.includes(choice.value)).slice(0, Math.max(0, max)),
    ...choices,
  ])
  const chosen = new Set([...first].slice(0, Math.max(0, max)))
  return choices
    .filter((choice) => chosen.has(choice))
    .map(({ value, label: words }) => ({ value, label: fitLabel(words || value, label) }))
}

/** Networks refuse a label with nothing in it. */
export const fitLabel = (text: string, max: number): string => clip(shown(text).trim(), max) || '…'

const fitControl = (control: Control, limits: Limits['card']): Control[] => {
  const label = fitLabel(control.label, limits.label)
  if (control.kind !== 'select') return [{ ...control, label }]
  const choices = fitChoices(control.choices, limits.choices, limits.label, control.chosen ? [control.chosen] : [])
  return choices.length > 0 ? [{ ...control, label, choices }] : []
}

/** A select has its row to itself: Discord knows no other. */
const rowsOf = (controls: readonly Control[], row: number): Control[][] => {
  const rows: Control[][] = []
  for (const control of controls) {
    const last = rows.at(-1)
    if (last && last.length < row && control.kind !== 'select' && last[0]?.kind !== 'select') last.push(control)
    else rows.push([control])
  }
  return rows
}

export const isPrimary = (control: Control): boolean => control.kind === 'button' && control.style === 'primary'

/** The controls of all blocks in rows the card has room for: what is least needed goes, from the end; `lost` are primary buttons that had to. */
export const fitControls = (blocks: readonly Block[], limits: Limits['card']): { blocks: Block[]; lost: Control[] } => {
  const groups = blocks.map((block) =>
    block.kind === 'controls' ? block.controls.flatMap((control) => fitControl(control, limits)) : undefined,
  )
  const room = limits.row > 0 ? Math.max(0, Math.min(limits.rows, limits.blocks)) : 0
  const rows = (): number => groups.reduce((sum, group) => sum + (group ? rowsOf(group, limits.row).length : 0), 0)
  const lost: Control[] = []
  const dropLast = (may: (control: Control) => boolean): boolean => {
    for (const group of groups.toReversed()) {
      const at = group?.findLastIndex(may) ?? -1
      const [gone] = at >= 0 && group ? group.splice(at, 1) : []
      if (!gone) continue
      if (isPrimary(gone)) lost.unshift(gone)
      return true
    }
    return false
  }
  while (rows() > room && (dropLast((control) => !isPrimary(control)) || dropLast(isPrimary)));
  const fitted = blocks.flatMap((block, i): Block[] => {
    const group = groups[i]
    return group ? rowsOf(group, limits.row).map((controls) => ({ kind: 'controls', controls })) : [block]
  })
  return { blocks: fitted, lost }
}
