import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { explain, submit } from './act.js'
import { useSay } from './context.js'
import { closeDialog, useDialog, type Dialog } from './dialogs.js'
import { Field, startOf, valueOf, type Draft } from './fields.js'
import { Icon } from './icons.js'
import { Rich } from './rich-text.js'

/** The browser's own modal dialog: it keeps the focus inside, gives it back, and closes on Esc. */
export const Dialogs = (): VNode | null => {
  const dialog = useDialog()
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (dialog && !element.current?.open) element.current?.showModal()
  }, [dialog])
  if (!dialog) return null
  const leave = (): void => {
    if (dialog.kind === 'confirm') dialog.resolve(false)
    closeDialog()
  }
  const key = dialog.kind === 'form' ? `${dialog.form.operation}/${dialog.form.title}` : dialog.text
  return (
    <dialog
      ref={element}
      class={dialog.kind}
      aria-labelledby="dialog-title"
      onClose={leave}
      onClick={(event) => event.target === element.current && leave()}
    >
      {dialog.kind === 'form' ? (
        <FormDialog key={key} {...dialog} leave={leave} />
      ) : (
        <Confirm key={key} {...dialog} leave={leave} />
      )}
    </dialog>
  )
}

const Confirm = ({
  title,
  text,
  danger,
  resolve,
  leave,
}: Dialog & { kind: 'confirm' } & { leave: () => void }): VNode => {
  const say = useSay()
  const agree = (): void => {
    resolve(true)
    closeDialog()
  }
  return (
    <form
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault()
        agree()
      }}
    >
      <h3 id="dialog-title">{title}</h3>
      <p>{text}</p>
      <div class="row">
        <button type="button" class="button" onClick={leave}>
          {say('cancel')}
        </button>
        <button type="submit" class={`button ${danger ? 'danger' : 'primary'}`} autofocus>
          {say('yes')}
        </button>
      </div>
    </form>
  )
}

const FormDialog = ({ stage, form, on, leave }: Dialog & { kind: 'form' } & { leave: () => void }): VNode => {
  const say = useSay()
  const [draft, setDraft] = useState<Draft>(() =>
    Object.fromEntries(form.fields.map((field) => [field.name, startOf(field)])),
  )
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const element = useRef<HTMLFormElement>(null)

  const fault = (found: Readonly<Record<string, string>>): void => {
    setFaults(found)
    const known = form.fields.find((field) => Object.hasOwn(found, field.name))
    setProblem(known ? '' : Object.values(found).join(' '))
    if (known)
      queueMicrotask(() => element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(known.name)}"]`)?.focus())
  }
  const save = async (): Promise<void> => {
    if (busy) return
    const entries = form.fields.map((field) => [field, valueOf(field, draft[field.name])] as const)
    const missing = entries.filter(([field, value]) => field.required && value === undefined)
    if (missing.length) return fault(Object.fromEntries(missing.map(([field]) => [field.name, say('field.missing')])))
    const values = Object.fromEntries(
      entries.flatMap(([field, value]) => (value === undefined ? [] : [[field.name, value]])),
    )
    setBusy(true)
    setProblem('')
    try {
      const found = await submit(stage, form, values, on)
      if (found) fault(found)
      else closeDialog()
    } catch (error) {
      setProblem(explain(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <header>
        <h3 id="dialog-title">{form.title}</h3>
        <button type="button" class="bare" aria-label={say('close')} onClick={leave}>
          <Icon name="close" />
        </button>
      </header>
      <div class="fields">
        {form.intro && <Rich text={form.intro} />}
        {form.fields.map((field, at) => (
          <Field
            key={field.name}
            field={field}
            first={at === 0}
            form={form}
            stage={stage}
            value={draft[field.name]}
            fault={faults[field.name]}
            onChange={(value) => setDraft((all) => ({ ...all, [field.name]: value }))}
          />
        ))}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      <div class="row">
        <button type="button" class="button" onClick={leave}>
          {say('cancel')}
        </button>
        <button type="submit" class={`button ${form.isDangerous ? 'danger' : 'primary'}`} aria-busy={busy}>
          {form.submit}
        </button>
      </div>
    </form>
  )
}
