/** Fault that the operator can mend. The message says in one sentence what is wrong and what to change: no stack is shown. */
export class OperatorFault extends Error {
  override readonly name: string = 'OperatorFault'
}
