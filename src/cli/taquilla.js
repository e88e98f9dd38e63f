#!/usr/bin/env node
// The command line of this program: runs what is built, and builds it first on a checkout whose sources have changed.
'use strict'
const { execSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { existsSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs')
const { basename, delimiter, join, resolve } = require('node:path')

const root = resolve(__dirname, '../..')
const { version, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const sources = ['src', 'adapters', 'migrations', 'bench', 'tsconfig.json', 'tsconfig.build.json', 'package.json']
const stamp = join(root, 'dist', '.built')

/** Undefined where there are no sources: an image has what was built alone. */
const stateOfSources = () => {
  if (!existsSync(join(root, 'tsconfig.build.json'))) return undefined
  const hash = createHash('sha256').update(version)
  const take = (path) => {
    const facts = statSync(path)
    if (facts.isDirectory()) for (const name of readdirSync(path).sort()) take(join(path, name))
    else hash.update(`${path} ${facts.size} ${facts.mtimeMs}\n`)
  }
  for (const each of sources) take(join(root, each))
  return hash.digest('hex')
}

const build = () => {
  const state = stateOfSources()
  if (state === undefined || (existsSync(stamp) && readFileSync(stamp, 'utf8') === state)) return
  const tools = join(root, 'node_modules', '.bin')
  if (!existsSync(join(tools, 'tsc'))) {
    if (existsSync(join(root, 'dist/src/cli/commands.js'))) return
    process.stderr.write('This is not built yet, and there is no compiler: run npm ci, then npm run build.\n')
    process.exit(2)
  }
  process.stderr.write('building: a few seconds, once and whenever the sources change\n')
  try {
    execSync(scripts.build, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH}` },
    })
  } catch {
    process.stderr.write('The build failed: see above.\n')
    process.exit(2)
  }
  writeFileSync(stamp, state)
}

/** The name and the parent of a process: of Linux, or of whatever has `ps`. */
const processOf = (pid) => {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return { name, parent: Number(parent) }
  } catch {
    try {
      const [, parent, name] = /(\d+)\s+(\S+)/.exec(execSync(`ps -o ppid=,comm= -p ${pid}`, { encoding: 'utf8' }))
      return { name: basename(name), parent: Number(parent) }
    } catch {
      return undefined
    }
  }
}

/**
 * npm starts us by a shell, and passes its signals to that, which dies of them and passes nothing on; a kill of npm itself
 * nobody can pass on. So the desk stops when either is gone.
 */
const stopWithNpm = () => {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const shell = processOf(parent)
  const npm =
    shell !== undefined && /^-?(ba|da|a|z|k)?sh$/.test(shell.name) && shell.parent > 1 ? shell.parent : undefined
  const isGone = () => {
    if (process.ppid !== parent) return true
    try {
      return npm !== undefined && !process.kill(npm, 0)
    } catch (error) {
      return error.code === 'ESRCH'
    }
  }
  const watch = setInterval(() => {
    if (!isGone()) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

build()
require(join(root, 'dist/src/cli/commands.js')).runProcess(version, () => {
  stopWithNpm()
  require(join(root, 'dist/src/main.js'))
})
