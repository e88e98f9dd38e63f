import { createCipheriv, createDecipheriv } from 'node:crypto'
import { misplaced, rotateUnderLoad } from '../support/key-rotation'
import { faultRow } from './fault-row'

faultRow(39, {
  what: 'keys are changed under load, half of the times broken off: no read fails',
  part: 'rotation',
  count: 20,
  run: async ({ count, random }) => rotateUnderLoad(count, random),
  control: {
    off: 'the order: the old master key goes first',
    count: 1,
    run: async ({ count, random }) => rotateUnderLoad(count, random, false),
  },
})

faultRow(39, {
  what: 'what is sealed for one network, workspace and name opens for no other',
  part: 'context',
  count: 200,
  run: async ({ count, random }) => misplaced(count, random),
  control: {
    off: 'the context that the seal is bound to',
    count: 20,
    run: async ({ count, random }) => {
      const end = withoutContext()
      return misplaced(count, random).finally(end)
    },
  },
})

/** Seals and opens as if AES-GCM were given nothing beside the text. */
const withoutContext = (): (() => void) => {
  const ends = [
    createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)),
    createDecipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)),
  ].map((cipher) => {
    const prototype = Object.getPrototypeOf(cipher) as { setAAD(this: unknown, aad: Buffer): unknown }
    const setAAD = prototype.setAAD
    prototype.setAAD = function () {
      return this
    }
    return () => {
      prototype.setAAD = setAAD
    }
  })
  return () => {
    for (const end of ends) end()
  }
}
