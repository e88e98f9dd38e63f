const mostSkills = 20

/** `french, billing`: in lower case, each once; `-` is none. */
export const readSkills = (typed: string): string[] =>
  typed === '-'
    ? []
    : [
        ...new Set(
          typed
            .toLowerCase()
            .normalize('NFC')
            .split(/[\s,]+/)
            .filter((skill) => skill !== ''),
        ),
      ].slice(0, mostSkills)
