const { readdirSync, readFileSync } = require('node:fs')
const { availableParallelism } = require('node:os')
const { join } = require('node:path')

/** Packages that are ES modules, wherever they are installed: Jest cannot require those, so they are compiled too. */
function moduleNames(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || !entry.isDirectory()) return []
    const path = join(folder, entry.name)
    if (entry.name.startsWith('@')) return moduleNames(path).map((name) => `${entry.name}/${name}`)
    try {
      return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).type === 'module' ? [entry.name] : []
    } catch {
      return []
    }
  })
}
const modules = moduleNames(join(__dirname, 'node_modules')).map((name) => name.replaceAll('.', '\\.'))

const cores = availableParallelism()

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Minutes long: `npm run test:slow` and `npm run test:faults`.
  testPathIgnorePatterns: ['/node_modules/', '/test/slow/', '/test/faults/'],
  testTimeout: 30_000,
  // Most tests wait for a database, a browser or a clock for half of their time: some workers more than cores, where these are few.
  maxWorkers: Math.max(cores, Math.min(6, Math.ceil(cores * 1.5))),
  // Each suite loads the program anew, and a worker keeps some of that: 2.5 GB after sixty of them.
  workerIdleMemoryLimit: '1GB',
  transform: {
    '\\.(ts|tsx|m?js)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', tsx: false }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${modules.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/support/count-reporter.js'],
}
