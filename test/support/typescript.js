// Lets a child process of a test run our sources: node --require ./test/support/typescript.js some-file.ts
const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const cache = join(__dirname, '../../node_modules/.cache/taquilla/typescript')
const hash = (...parts) => parts.reduce((made, part) => made.update(part), createHash('sha1')).digest('hex')
/** What is made of a source depends on this file too. */
const self = readFileSync(__filename)

/** Kept by the name of the source, below the hash of its text: several hundred are loaded for each process. */
const transformed = (filename) => {
  const source = readFileSync(filename)
  const [path, stamp] = [join(cache, hash(filename)), hash(self, source)]
  const kept = read(path)
  if (kept.startsWith(stamp)) return kept.slice(stamp.length)
  const { code } = require('@swc/core').transformSync(source.toString(), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs', ignoreDynamic: true },
    swcrc: false,
  })
  keep(path, stamp + code)
  return code
}

const read = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
/** Aside and renamed: another process may read it now. Where nothing may be written, nothing is kept. */
const keep = (path, text) => {
  try {
    mkdirSync(cache, { recursive: true })
    writeFileSync(`${path}.${process.pid}`, text)
    renameSync(`${path}.${process.pid}`, path)
  } catch {
    return
  }
}

require.extensions['.ts'] = (module, filename) => module._compile(transformed(filename), filename)
