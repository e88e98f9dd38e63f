const vm = require('node:vm')
const { TestEnvironment } = require('jest-environment-node')

/** V8's work on a file, by the file's name: some thousand files are loaded anew for each suite of a worker. */
const compiled = new Map()
const { compileFunction } = vm

vm.compileFunction = (source, parameters, options) => {
  if (options?.filename === undefined) return compileFunction(source, parameters, options)
  const known = compiled.get(options.filename)
  if (known?.source === source) return compileFunction(source, parameters, { ...options, cachedData: known.data })
  const made = compileFunction(source, parameters, { ...options, produceCachedData: true })
  compiled.set(options.filename, { source, data: made.cachedData })
  return made
}

/** Node's, in a worker that compiles a file once and not for each suite. */
module.exports = TestEnvironment
