import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createMetrics } from '../src/run/metrics'
import { readFileSync } from 'node:fs'

const folder = resolve(__dirname, '../docs/deploy')
const promtool = (...args: string[]) => spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })

if (promtool('--version').error !== undefined)
  it.skip('the alert rules: there is no promtool (Debian: prometheus)', () => undefined)
else
  describe('the alert rules', () => {
    it.each([
      ['are rules', ['check', 'rules', 'alerts.yaml']],
      ['alarm when they should, and not when they should not', ['test', 'rules', 'alerts.test.yaml']],
    ])('%s', (_, args) => {
      const { status, stdout, stderr } = promtool(...args)
      expect({ status, told: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, told: '' })
    })
  })

describe('what alerts and dashboard ask for', () => {
  it.each(['alerts.yaml', 'grafana.json'])('is there before anything has happened: %s', async (file) => {
    const { registry } = createMetrics()
    const names = registry.getMetricsAsArray().map(({ name }) => name)
    const asked = readFileSync(join(folder, file), 'utf8').match(/\btaquilla_[a-z_]+/g) ?? []
    const missing = asked.filter((name) => !names.includes(name.replace(/_(bucket|count|sum)$/, '')))
    expect([...new Set(missing)]).toEqual([])
  })

  it('tells that the database is away, and keeps the other figures', async () => {
    let isAway = false
    const metrics = createMetrics(async () => {
      if (isAway) throw new Error('gone')
      return { count: 3, oldestSeconds: 40, databaseBytes: 1000, diskBytes: 10, diskFreeBytes: 5 }
    })
    const read = async () => metrics.registry.metrics()
    expect(await read()).toContain('taquilla_database_up 1')
    isAway = true
    await new Promise((resolve) => setTimeout(resolve, 300))
    const told = await read()
    expect(told).toContain('taquilla_database_up 0')
    expect(told).toContain('taquilla_outbox_oldest_seconds 40')
  })
})
