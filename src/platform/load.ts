/**
 * For a module that a desk does not need before it is open, or only now and then: `load` requires it, at its first use, so
 * that neither the start nor an idle desk's memory pays for it. Its types come by `import type * as`.
 */
export const lazily = <T>(load: () => T): (() => T) => {
  let loaded: { readonly module: T } | undefined
  return () => (loaded ??= { module: load() }).module
}
