import { join } from 'node:path'
import { z } from 'zod'
import { definePlatform, type Platform } from '../../src/platform'
import { platformName } from './directory'
import { createPlatform } from './index'

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
    PLAYGROUND_TOKEN: z
      .string()
      .regex(/^[\w~.-]{16,200}$/)
      .optional()
      .meta({
        description:
          'Lets whoever has it use the playground from another machine, a container’s host or through a proxy, at /playground/?token=…',
        allowed: '16 or more letters and digits (openssl rand -hex 16)',
        secret: true,
      }),
    DATA_DIR: z.string().min(1).default('data'),
  }),
  configured: (config) => config.PLAYGROUND === 'on',
  create: (config): Platform => createPlatform(join(config.DATA_DIR, 'playground'), config.PLAYGROUND_TOKEN),
})
