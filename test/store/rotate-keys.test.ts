import { memoryRows, resealMemory } from '../../src/store/memory-rows'
import { openMasterKeys } from '../../src/store/master-keys'
import { rotateKeys } from '../../src/store/rotate-keys'
import { encrypt } from '../../src/store/sealing'
import { createVault, versionOf } from '../../src/store/vault'
import { rowsOf } from '../support/running-desk'
import { misplaced, rotateUnderLoad, twoWithKeys } from '../support/key-rotation'
import { keptLog } from '../support/kept-log'
import { randomFrom } from '../support/random'

describe('changing the keys', () => {
  it('fails no read while it goes on, and is finished when it was broken off', async () => {
    const { faults } = await rotateUnderLoad(4, randomFrom('keys'))
    expect(faults).toEqual([])
  })

  it('would fail them if the old master key went first (control)', async () => {
    const { faults } = await rotateUnderLoad(1, randomFrom('keys'), false)
    expect(faults).not.toEqual([])
  })

  it('leaves what is sealed bound to its network, workspace and name', async () => {
    expect((await misplaced(10, randomFrom('keys'))).faults).toEqual([])
  })

  it('puts secrets under new data keys, and lets a trail and signatures keep theirs', async () => {
    const { processes, database, desk, stop } = await twoWithKeys()
    try {
      const { store, vault, masterKeys } = processes[0]!
      await memoryRows(store, vault, 'slack', 'T1').put('token', 'xoxb', { secret: true })
      const run = async <Row>(sql: string, parameters: readonly unknown[]) => store.directory<Row>(sql, parameters)
      const signed = (await vault.signer(run, `audit ${desk}`))('act')
      const told: string[] = []
      await rotateKeys({ store, vault, masterKeys, progress: (line) => void told.push(line) })
      expect(told).toEqual([
        expect.stringContaining('copy it to a safe place'),
        '3 data keys are under the new master key',
        '1 secrets are under new data keys',
        expect.stringContaining('done'),
      ])

      const [{ sealed }] = (await rowsOf<{ sealed: Buffer }>(database.superUrl, 'select sealed from memory')) as [
        { sealed: Buffer },
      ]
      expect(versionOf(sealed)).toBe(2)
      const afresh = createVault(masterKeys)
      expect(await memoryRows(store, afresh, 'slack', 'T1').get('token')).toBe('xoxb')
      expect((await afresh.signer(run, `audit ${desk}`))('act')).toEqual(signed)
    } finally {
      await stop()
    }
  })

  it('comes to an end when a network’s first secret is put meanwhile', async () => {
    const { processes, stop } = await twoWithKeys()
    try {
      const { store, vault } = processes[0]!
      let reads = 0
      const directory: typeof store.directory = async (sql, parameters) => {
        const rows = await store.directory<never>(sql, parameters)
        if (sql.startsWith('select owner, max(version)'))
          await memoryRows(store, vault, 'discord', 'G1').put('token', 'first', { secret: true })
        if (sql.startsWith('select platform, scope, key, sealed') && ++reads > 3) throw new Error('it goes on for ever')
        return rows
      }
      await resealMemory({ ...store, directory }, vault, () => undefined)
      expect(await memoryRows(store, createVault(processes[0]!.masterKeys), 'discord', 'G1').get('token')).toBe('first')
    } finally {
      await stop()
    }
  })

  it('leaves nothing under the master key itself, as the first release sealed it', async () => {
    const { processes, database, stop } = await twoWithKeys()
    try {
      const { store, vault, masterKeys } = processes[0]!
      const [master] = await masterKeys.all()
      const sealed = Buffer.concat([Buffer.from([1]), encrypt(master!, 'memory/slack/T1/token', Buffer.from('"xoxb"'))])
      await store.directory('insert into memory (platform, scope, key, sealed) values ($1, $2, $3, $4)', [
        'slack',
        'T1',
        'token',
        sealed,
      ])
      await rotateKeys({ store, vault, masterKeys, progress: () => undefined })
      const [kept] = await rowsOf<{ sealed: Buffer }>(database.superUrl, 'select sealed from memory')
      expect(versionOf(kept!.sealed)).toBe(1)
      expect(await memoryRows(store, createVault(masterKeys), 'slack', 'T1').get('token')).toBe('xoxb')
    } finally {
      await stop()
    }
  })

  it('of MASTER_KEY says which to put there, and then goes on', async () => {
    const { processes, stop } = await twoWithKeys()
    try {
      const { store } = processes[0]!
      const [old, fresh] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString('base64'))
      const rotate = async (keys: string) => {
        const masterKeys = await openMasterKeys(keys, '', keptLog())
        const vault = createVault(masterKeys)
        await rotateKeys({ store, vault, masterKeys, progress: () => undefined })
        return memoryRows(store, vault, 'slack', 'T1')
      }
      const memory = memoryRows(store, createVault(await openMasterKeys(old, '', keptLog())), 'slack', 'T1')
      await memory.put('token', 'xoxb', { secret: true })
      await expect(rotate(old!)).rejects.toThrow('Put a new one before it')
      await rotate(`${fresh},${old}`)
      const newOnly = createVault(await openMasterKeys(fresh, '', keptLog()))
      expect(await memoryRows(store, newOnly, 'slack', 'T1').get('token')).toBe('xoxb')
    } finally {
      await stop()
    }
  })
})
