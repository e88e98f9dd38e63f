import { join } from 'node:path'
import { definePlatform, type Platform } from '../../src/platform'
import type * as implementation from './index'
import { platformName } from './refs'
import { config } from './settings'

/**
 * A chat network of our own, in the browser: for trying the desk out, for scripts, and for tests. It is a real adapter:
 * it knows the desk by the Platform contract alone. What is said in it is kept in `<DATA_DIR>/playground`.
 */
export const platform = definePlatform({
  name: platformName,
  config,
  configured: ({ PLAYGROUND }) => PLAYGROUND === 'on',
  create({ DATA_DIR, PLAYGROUND_TOKEN }): Platform {
    const { createPlatform } = require('./index') as typeof implementation
    return createPlatform(join(DATA_DIR, 'playground'), PLAYGROUND_TOKEN)
  },
})
