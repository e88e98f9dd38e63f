import { z } from 'zod'
import { fieldOf, shortText } from '../../core/fields'
import { defineOperation } from '../../core/operation'
import { paragraph, type Answer, type Block, type Control, type WorkspaceRef, defined } from '../../platform'
import type { Actor } from '../../model/person'
import { Refusal } from '../../core/refusal'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { hashOfCode, linkOperation, newLinkCode } from '../link-code'
import type { LinkRequest } from '../link-rows'
import { networkName } from '../../core/network-name'

const standsMinutes = 15
const request = fieldOf(z.uuid('fault.choice'), { field: 'text', isHidden: true })

/** The workspaces of one desk: more join by a code that an admin of each side has a hand in. */
export const workspaces = defineOperation({
  name: linkOperation,
  command: 'desk',
  by: 'admin',
  input: z.object({
    code: shortText(20).optional(),
    make: fieldOf(z.literal('yes'), { field: 'text', isHidden: true }).optional(),
    confirm: request.optional(),
    refuse: request.optional(),
  }),
  run: async (tx, { code, make, confirm, refuse }, admin) => {
    if (make !== undefined) return makeCode(tx, admin)
    if (code !== undefined) return askToJoin(tx, code, admin)
    if (confirm !== undefined) return confirmRequest(tx, confirm, admin)
    if (refuse !== undefined) {
      const request = await tx.workspaceLinks.refuse(refuse)
      if (request === undefined) throw new Refusal('no-such-request')
      tx.audit(admin.id, 'workspaces', `refused ${request.platform} ${request.workspace}`)
      return tx.say('workspaces.refused', nameOf(request))
    }
    return formatWorkspaces(tx, await tx.workspaceLinks.workspaces(), await tx.workspaceLinks.asked())
  },
})

const nameOf = ({ platform, workspace, askedBy }: LinkRequest) => ({
  network: networkName(platform),
  workspace,
  name: askedBy,
})

const makeCode = async (tx: Tx, admin: Actor): Promise<Answer> => {
  const code = newLinkCode()
  await tx.workspaceLinks.offer(hashOfCode(code), admin.id, new Date(tx.now.getTime() + standsMinutes * 60_000))
  tx.audit(admin.id, 'workspaces', 'made a code')
  return tx.say('workspaces.code', { code, minutes: standsMinutes })
}

/** The desk that is left must be an empty one: its tickets would be out of everybody's reach. */
const askToJoin = async (tx: Tx, code: string, admin: Actor): Promise<Answer> => {
  const here = admin.workspace
  if (here === undefined) throw new Refusal('not-here', {}, 'code')
  if ((await tx.tickets.like('', undefined, 1)).length > 0) throw new Refusal('desk-has-tickets', {}, 'code')
  if (!(await tx.workspaceLinks.ask(hashOfCode(code), here, admin.name))) throw new Refusal('no-such-code', {}, 'code')
  tx.audit(admin.id, 'workspaces', `asked to join`)
  return tx.say('workspaces.asked')
}

const confirmRequest = async (tx: Tx, id: string, admin: Actor): Promise<Answer> => {
  const request = await tx.workspaceLinks.confirm(id)
  if (request === undefined) throw new Refusal('no-such-request')
  tx.audit(admin.id, 'workspaces', `joined ${request.platform} ${request.workspace}`)
  return tx.say('workspaces.joined', nameOf(request))
}

const formatWorkspaces = (tx: Tx, known: readonly WorkspaceRef[], asked: readonly LinkRequest[]): Answer => {
  const title = words(tx.speaks, 'workspaces.title', { count: known.length })
  const list = {
    kind: 'list',
    ordered: false,
    items: known.map(({ platform, id }) => [paragraph(`${platform} · ${id}`)]),
  } as const
  const requests = asked.flatMap((request): Block[] => [
    { kind: 'text', text: [paragraph(words(tx.speaks, 'workspaces.request', nameOf(request)))] },
    {
      kind: 'controls',
      controls: [
        button(words(tx.speaks, 'workspaces.confirm'), { confirm: request.id }, 'primary'),
        button(words(tx.speaks, 'workspaces.refuse'), { refuse: request.id }),
      ],
    },
  ])
  return tx.answer({
    text: [paragraph({ kind: 'text', text: title, bold: true }), list],
    card: {
      title,
      tone: 'neutral',
      blocks: [
        { kind: 'text', text: [list] },
        ...requests,
        { kind: 'controls', controls: [button(words(tx.speaks, 'workspaces.make'), { make: 'yes' })] },
      ],
    },
  })
}

const button = (label: string, input: Record<string, string>, style?: 'primary'): Control => ({
  kind: 'button',
  label,
  operation: 'workspaces',
  input,
  ...defined({ style }),
})
