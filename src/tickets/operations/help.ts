import { z } from 'zod'
import { nameOf } from '../../fields'
import { defineOperation, type Operation } from '../../operation'
import { hasRole } from '../../people/person'
import { paragraph, type RichText } from '../../platform'
import { wordsOf } from '../../words'

/** `all` is asked when it runs: help is one of the operations that it lists. */
export const helpOn = (all: () => readonly Operation[]): Operation =>
  defineOperation({
    name: 'help',
    by: 'customer',
    claimed: true,
    input: z.object({ command: nameOf(40).optional() }),
    run: async (tx, { command }, actor) => {
      const mine = all().filter(({ by }) => hasRole(actor, by))
      const asked = mine.filter(
        ({ name, command: word = 'ticket' }) => command === undefined || name === command || word === command,
      )
      const lines = (asked.length === 0 ? mine : asked).map((operation) =>
        paragraph(
          { kind: 'code', text: `/${operation.command ?? 'ticket'} ${operation.name}` },
          ` — ${wordsOf(tx.speaks, `operation.${operation.name}.summary`)}`,
        ),
      )
      const text: RichText = [
        paragraph(wordsOf(tx.speaks, 'help.intro', { name: actor.name })),
        { kind: 'list', ordered: false, items: lines.map((line) => [line]) },
        ...(hasRole(actor, 'agent') ? [paragraph(wordsOf(tx.speaks, 'help.threads'))] : []),
      ]
      return tx.answer({ text })
    },
  })
