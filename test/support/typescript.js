// Lets a child process of a test run our sources: node --require ./test/support/typescript.js some-file.ts
const { transformFileSync } = require('@swc/core')

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformFileSync(filename, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs', ignoreDynamic: true },
    sourceMaps: 'inline',
    swcrc: false,
  })
  module._compile(code, filename)
}
