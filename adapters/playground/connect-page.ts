import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
}
export interface PageFiles {
  /** `path` is what follows `/playground/`. Undefined when there is no such file. */
  find(path: string): PageFile | undefined
  /** Content-Security-Policy: our own files, and the one inline import map by its hash. */
  readonly policy: string
}

const vendor: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'preact.mjs': 'preact',
    'hooks.mjs': 'preact/hooks',
    'jsx-runtime.mjs': 'preact/jsx-runtime',
  }),
)
const script = 'text/javascript; charset=utf-8'
const own: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'index.html': 'text/html; charset=utf-8',
    'style.css': 'text/css; charset=utf-8',
    'icon.svg': 'image/svg+xml',
  }),
)

/** The page's HTML and CSS lie beside its sources, its scripts where the build put them. */
export const openPageFiles = (): PageFiles => {
  const root = packageRoot()
  const sources = join(root, 'adapters/playground/page')
  const built = join(root, 'dist/adapters/playground/page')
  const html = readFileSync(join(sources, 'index.html'))
  const importMap = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html.toString('utf8'))?.[1] ?? ''
  const hash = createHash('sha256').update(importMap).digest('base64')
  return {
    find(path) {
      const type = own.get(path)
      if (type) return { type, body: readFileSync(join(sources, path)) }
      const [folder, name = '', more] = path.split('/')
      if (more !== undefined) return undefined
      const module = vendor.get(name)
      if (folder === 'vendor' && module) return { type: script, body: readFileSync(require.resolve(module)) }
      if (folder !== 'app' || !/^[a-z0-9-]+\.js$/.test(name) || !existsSync(join(built, name))) return undefined
      return { type: script, body: readFileSync(join(built, name)) }
    },
    policy: [
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "style-src 'self'",
      "img-src 'self' blob:",
      "connect-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
}

const packageRoot = (): string => {
  let folder = __dirname
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`no package.json above ${__dirname}`)
    folder = dirname(folder)
  }
  return folder
}
