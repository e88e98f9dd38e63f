import { Refusal } from '../core/refusal'
import { expectFollowers } from '../due/notify-followers'
import type { Actor } from '../model/person'
import type { Answer, Inbound, OperationInfo, WorkspaceRef } from '../platform'
import { runRules } from '../rules/run-rules'
import { earlierAnswer, storeAnswer } from '../store/inbox-rows'
import type { Unit } from '../store/transaction'
import { createFlood } from '../tickets/conversation/flood'
import { turnAway } from '../tickets/conversation/intake'
import { asWriter } from '../tickets/conversation/limits'
import { messageArrived } from '../tickets/conversation/message-arrived'
import { messageChanged } from '../tickets/conversation/message-changed'
import { reactionOnCard } from '../tickets/conversation/reacted'
import type { Writers } from '../tickets/conversation/writers'
import type { Tx } from '../core/tx'
import { workspaceChanged } from '../workspaces/workspace-changed'
import { formFor, type InfoOf } from './form-for'
import type { Group, Member } from './group-commit'
import { asksFirst, inWords, invoke, type Registry } from './invoke'
import { meetActor, type MeetParts } from './meet-actor'
import { textCommand } from './text-command'

export interface HandleParts extends MeetParts {
  readonly registry: Registry
  readonly infoList: readonly OperationInfo[]
  readonly infoOf: InfoOf
  readonly writers: Writers
  readonly forgetWorkspace: (workspace: WorkspaceRef) => void
}

/** A "no" to whoever it was told to: it ends the transaction, and with it all that the event did. */
export class RefusedEvent extends Error {
  constructor(
    readonly refusal: Refusal,
    readonly actor: Actor,
  ) {
    super(refusal.code)
  }
}

const none: Answer = { kind: 'none' }

/** Handles events inside of their transaction: one member of the group after another. */
export const createHandle = ({ registry, infoList, infoOf, writers, forgetWorkspace, ...parts }: HandleParts) => {
  const flood = createFlood()

  const handle = async ({ unit, members, arrived }: Group): Promise<readonly Answer[]> => {
    const answers: Answer[] = []
    for (const [index, member] of members.entries())
      answers.push(await (arrived[index]!.isNew ? handleNew(unit, member) : earlierAnswer(unit, member.event)))
    return answers
  }

  const handleNew = async (unit: Unit, { event, number, outside }: Member): Promise<Answer> => {
    const { tx, actor } = await meetActor(unit, event, parts, { number, outside })
    try {
      const answer = await dispatch(unit, tx, event, actor)
      await runRules(tx, [...tx.happenings])
      expectFollowers(tx, actor.id)
      // Delivered again, an event changes nothing and gets the answer it got.
      if (answer.kind !== 'none') storeAnswer(unit, event, answer)
      return answer
    } catch (error) {
      throw error instanceof Refusal ? new RefusedEvent(error, actor) : error
    }
  }

  const dispatch = async (unit: Unit, tx: Tx, event: Inbound, actor: Actor): Promise<Answer> => {
    switch (event.kind) {
      case 'message': {
        if (actor.blockedAt !== null) return turnAway(tx, event, actor)
        const command = await textCommand(tx, event, actor, infoList)
        if (command === undefined) return messageArrived(tx, event, asWriter(tx, actor, event, flood))
        return 'answer' in command ? command.answer : invokeInWords(tx, command, actor)
      }
      case 'reaction': {
        if (actor.identity === 'claimed' || actor.blockedAt !== null) return none
        const asked = await reactionOnCard(tx, event, actor)
        if (asked !== undefined) return invokeInWords(tx, asked, actor)
        await messageChanged(tx, event, actor)
        return none
      }
      case 'edit':
      case 'delete':
        if (actor.identity === 'claimed' || (event.kind === 'edit' && actor.blockedAt !== null)) return none
        await messageChanged(tx, event, actor)
        return none
      case 'reactions-cleared':
        await messageChanged(tx, event, actor)
        return none
      case 'invoke':
        if (asksFirst(registry, event.operation, event.input, actor))
          return formFor(tx, registry, infoOf, event, actor, writers)
        if (registry(event.operation)?.showsWriters === true)
          writers.end(tx.desk.id, Number(event.input['ticket']), actor.id)
        return invoke(tx, registry, event.operation, event.input, actor)
      case 'lifecycle':
        if (event.what === 'revoked' && event.workspace !== undefined)
          unit.afterCommit(() => forgetWorkspace(event.workspace!))
        return workspaceChanged(tx, event, actor)
      case 'typing':
        return none
    }
  }

  /** For doors that have no form to show faults in. */
  const invokeInWords = async (
    tx: Tx,
    { operation, input }: Pick<Inbound & { kind: 'invoke' }, 'operation' | 'input'>,
    actor: Actor,
  ) => inWords(await invoke(tx, registry, operation, input, actor), actor, operation)

  return handle
}
