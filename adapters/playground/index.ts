import { join } from 'node:path'
import { z } from 'zod'
import { definePlatform, type Platform } from '../../src/platform'
import { platformName } from './cast'
import { createPlatform } from './platform'

/**
 * A chat network of our own, in the browser: for trying the desk out, for scripts, and for tests. It is a real adapter:
 * it knows the desk by the Platform contract alone. What is said in it is kept in `<DATA_DIR>/playground`.
 */
export const platform = definePlatform({
  name: platformName,
  config: z.object({
    PLAYGROUND: z
      .enum(['on', 'off'])
      .optional()
      .meta({ description: 'The desk in the browser', default: 'on when no network is configured' }),
    DATA_DIR: z.string().min(1).default('data'),
  }),
  configured: (config) => config.PLAYGROUND === 'on',
  create: (config): Platform => createPlatform(join(config.DATA_DIR, 'playground')),
})
