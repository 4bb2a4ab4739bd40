/** Entry of a process's worker: prepares Node, waits for what to run, then carries messages. */
import { browser } from '../core/browser.ts';
import { onExit } from '../core/callbacks.ts';
import { driveTurns, endWhenIdle } from '../core/loop.ts';
import { runtime } from '../core/runtime.ts';
import { deliverSignal } from '../bindings/process-methods.ts';
import { markLoopStart, startClock } from '../bindings/performance.ts';
import { setScriptFolder } from '../bindings/builtins.ts';
import { setChunkFolder } from '../chunks/index.ts';
import { applyChange } from '../fs/changes.ts';
import { fileTree } from '../fs/process-tree.ts';
import { mountEntries } from '../fs/snapshot.ts';
import { setCompilerUrl } from '../modules/compiler.ts';
import {
  abortRequest,
  batchResponses,
  creditResponse,
  handleRequest,
  joinProcesses,
  openWebSocket,
  outputLink,
  PagePort,
  pushStdin,
  receivedChanges,
  receiveProcessEvent,
  setStdio,
  stdioTarget,
  writeToLink,
} from '../net/index.ts';
import type { RequestMessage, ResponseMessage } from '../net/messages.ts';
import type { ResponseCommand } from '../preview/protocol.ts';
import type { HostMessage, ProcessMessage, StartMessage, WarmUp } from '../protocol.ts';
import { loadAhead } from './ahead.ts';
import { bootstrap, runMain, type Bootstrapped } from './bootstrap.ts';
import { applyCommandLine, refreshOptions } from './command-line.ts';
import { openStandardFiles, writeToDescriptor } from '../bindings/fs/standard-files.ts';
import { journal } from './journal.ts';
import { mountLayers, offerLayers } from './mount-layers.ts';
import { currentProgram } from './own-mains.ts';
import { paceOutput } from './output.ts';
import { warmUp } from './warm-up.ts';
import { startThread } from './thread.ts';
import { thisThread } from '../threads/this-thread.ts';

const output = paceOutput((fd, data) => {
  const link = outputLink(fd);
  if (link) return writeToLink(link, data);
  if (stdioTarget(fd)?.type !== 'host') return writeToDescriptor(fd, data);
  journal.flush();
  browser.postMessage({ type: 'output', fd, data });
});

const post = (message: ProcessMessage, transfer?: Transferable[]): void => {
  output.flush();
  journal.flush();
  browser.postMessage(message, transfer);
};

/** Answers to the page itself; those ready in one burst leave together. */
const respond = batchResponses(post);

runtime.write = output.write;
// Straight to the page where output goes that way itself: what is paced must be able to post it.
runtime.post = (message, transfer) => {
  if (message.type !== 'link') output.flush();
  journal.flush();
  browser.postMessage(message, transfer);
};
onExit((code, signal) => post({ type: 'exit', code, signal }));

/** Milliseconds that a `start` may still be on its way, so that a click does not wait for a warm-up. */
const WARM_UP_DELAY = 20;

let bootstrapped: Bootstrapped;
let hasProgram = false;

function prepare(message: HostMessage & { type: 'prepare' }): void {
  const started = browser.performance.now();
  loadAhead(message.assets);
  setScriptFolder(message.scripts);
  setChunkFolder(message.scripts);
  setCompilerUrl(message.compiler);
  currentProgram.scripts = message.programs;
  Object.assign(thisThread, message.thread);
  bootstrapped = bootstrap();
  const ready = browser.performance.now();
  offerLayers(message.workdir, (urls) => post({ type: 'mount-layers', urls }));
  mountLayers(message.layers);
  post({
    type: 'prepared',
    bootstrap: ready - started,
    layers: browser.performance.now() - ready,
  });
  if (message.warmUp) warmUpLater(message.warmUp, message.workdir);
}

/** In a task of its own, after a `start` that waits already: a program that is there comes first. */
function warmUpLater(program: WarmUp, workdir: string): void {
  browser.setTimeout(() => {
    if (!hasProgram) warmUp(program, workdir);
  }, WARM_UP_DELAY);
}

function start(message: StartMessage): void {
  hasProgram = true;
  mountEntries(fileTree, '/', message.entries);
  journal.start(fileTree);
  runtime.pid = message.pid;
  runtime.ppid = message.ppid;
  runtime.cwd = message.cwd;
  runtime.umask = message.umask;
  runtime.terminal = message.terminal;
  setStdio(message.stdio);
  openStandardFiles(message.stdio);
  joinProcesses(message);
  currentProgram.name = message.program;
  bootstrapped.assignEnvironment(message.env);
  if (message.thread) startThread(message.thread);
  const main = applyCommandLine(message.argv0, message.args, message.program);
  refreshOptions();
  startClock();
  runMain(message.thread ? 'internal/main/worker_thread' : main);
  markLoopStart();
  endWhenIdle();
}

function receive(message: HostMessage): void {
  switch (message.type) {
    case 'prepare':
      return prepare(message);
    case 'start':
      return start(message);
    case 'requests':
      for (const request of message.requests) handleRequest(request, respond);
      return;
    case 'request':
      return answerOn(new PagePort(message.port), message.request);
    case 'abort':
      return abortRequest(message.id);
    case 'credit':
      return creditResponse(message.id, message.bytes);
    case 'websocket':
      return openWebSocket(message.request, message.port, message.observer);
    case 'stdin':
      return pushStdin(message.data);
    case 'layers':
      return mountLayers(message.urls);
    case 'resize':
      runtime.terminal = message.size;
      return deliverSignal(SIGWINCH);
    case 'signal':
      return deliverSignal(message.signal);
    case 'fs':
      // Those that came with the answer to a synchronous call are applied already.
      if (message.batch <= receivedChanges.seen) return;
      receivedChanges.seen = message.batch;
      for (const change of message.changes) applyChange(fileTree, change);
      return;
    default:
      receiveProcessEvent(message);
  }
}

/** Answers a preview's request, straight to the service worker. */
function answerOn(port: PagePort<ResponseCommand, ResponseMessage>, request: RequestMessage): void {
  port.listen((command) => {
    if (command.type === 'abort') abortRequest(request.id);
    else creditResponse(request.id, command.bytes);
  });
  handleRequest(request, (response, transfer) => {
    journal.flush();
    port.post(response, transfer);
  });
}

const SIGWINCH = 28;

browser.addEventListener('message', (event: MessageEvent<HostMessage>) => {
  try {
    receive(event.data);
  } catch (error) {
    const { stack, message } = error as Error;
    // Firefox leaves the message out of the stack.
    const text = stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`;
    post({ type: 'failed', message: text });
  }
});
driveTurns(browser);
