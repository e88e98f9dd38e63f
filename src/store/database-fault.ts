import { OperatorFault } from '../platform'

/** The database cannot be used. The message says why and what to do. */
export class DatabaseFault extends OperatorFault {
  override readonly name = 'DatabaseFault'
}
