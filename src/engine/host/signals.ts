/** Linux's signals, and what they do to a process that does not handle them. */
export const SIGNALS: Readonly<Record<number, string>> = Object.fromEntries(
  (
    'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP ' +
    'TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
  )
    .split(' ')
    .map((name, index) => [index + 1, `SIG${name}`]),
);

export const SIGINT = 2;
export const SIGKILL = 9;
export const SIGHUP = 1;
/**
 * By default these do nothing here. Linux stops the process at STOP, TSTP, TTIN and TTOU, which a
 * worker cannot be.
 */
const IGNORED = new Set(
  ['CHLD', 'CONT', 'URG', 'WINCH', 'STOP', 'TSTP', 'TTIN', 'TTOU'].map((name) => `SIG${name}`),
);

/** Whether the signal ends a process that does not handle it. */
export const endsProcess = (signal: number): boolean =>
  SIGNALS[signal] === undefined || !IGNORED.has(SIGNALS[signal]);

/** The exit code by which a shell reports that a signal has ended a process. */
export const signalExitCode = (signal: number): number => 128 + signal;
