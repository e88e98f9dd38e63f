import { badFiles } from '../support/bad-files'
import { faultsOfFiles } from '../support/file-intake'
import { faultRow } from './fault-row'

faultRow(35, {
  what: 'EICAR, zip bomb, polyglots, programs, 11 MiB, forged and expired links: nothing unsafe served, the person is told',
  count: badFiles.length + 2,
  run: async () => faultsOfFiles(true),
  control: { off: 'the virus scanner', run: async () => faultsOfFiles(false) },
})
