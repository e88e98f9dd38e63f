import type * as yamlModule from 'yaml'
import { lazily } from '../platform'

/** Only who reads or writes a configuration file needs it. */
export const yaml = lazily(() => require('yaml') as typeof yamlModule)
