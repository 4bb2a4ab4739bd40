/** `internalBinding(name)`: made from the real binding's shape, filled in by the files beside. */
import { nodeData, type Binding } from '../core/node-data.ts';
import { asyncContextFrame, asyncWrap, taskQueue, timers } from './async.ts';
import { blob } from './blob.ts';
import { blockList } from './block-list.ts';
import { buffer } from './buffer.ts';
import { builtins } from './builtins.ts';
import { caresWrap } from './cares-wrap.ts';
import { cjsLexer } from './cjs-lexer.ts';
import { contextify } from './contextify.ts';
import { credentials } from './credentials.ts';
import { crypto } from './crypto.ts';
import { encodingBinding } from './encoding-binding.ts';
import { errors } from './errors.ts';
import { fsDir } from './fs-dir.ts';
import { fsEventWrap } from './fs-event-wrap.ts';
import { fs } from './fs.ts';
import { httpParser } from './http-parser.ts';
import { icu } from './icu.ts';
import { ipcSerdes } from './ipc-serdes.ts';
import { jsStream } from './js-stream.ts';
import { makeStub } from './make-stub.ts';
import { messaging } from './messaging.ts';
import { moduleWrap } from './module-wrap.ts';
import { modules } from './modules.ts';
import { os } from './os.ts';
import { performance } from './performance.ts';
import { pipeWrap } from './pipe-wrap.ts';
import * as platform from './platform.ts';
import { processWrap } from './process-wrap.ts';
import { processMethods } from './process-methods.ts';
import { serdes } from './serdes.ts';
import { signalWrap } from './signal-wrap.ts';
import { spawnSync } from './spawn-sync.ts';
import { sqlite } from './sqlite.ts';
import { streamWrap } from './stream-wrap.ts';
import { stringDecoder } from './string-decoder.ts';
import { tcpWrap } from './tcp-wrap.ts';
import { tlsWrap } from './tls-wrap.ts';
import { ttyWrap } from './tty-wrap.ts';
import { types } from './types.ts';
import { udpWrap } from './udp-wrap.ts';
import { urlPattern } from './url-pattern.ts';
import { url } from './url.ts';
import { heapUtils, v8 } from './v8.ts';
import { util } from './util.ts';
import { worker } from './worker.ts';
import { zlib } from './zlib.ts';

const fillers: Record<string, (stub: Binding) => Binding> = {
  async_context_frame: asyncContextFrame,
  async_wrap: asyncWrap,
  blob,
  block_list: blockList,
  buffer,
  builtins,
  cares_wrap: caresWrap,
  cjs_lexer: cjsLexer,
  config: platform.config,
  contextify,
  credentials,
  crypto,
  diagnostics_channel: platform.diagnosticsChannel,
  encoding_binding: encodingBinding,
  errors,
  fs,
  fs_dir: fsDir,
  fs_event_wrap: fsEventWrap,
  http2: platform.http2,
  http_parser: httpParser,
  heap_utils: heapUtils,
  icu,
  ipc_serdes: ipcSerdes,
  inspector: platform.inspector,
  js_stream: jsStream,
  messaging,
  mksnapshot: platform.mksnapshot,
  module_wrap: moduleWrap,
  modules,
  options: platform.options,
  os,
  performance,
  permission: platform.permission,
  pipe_wrap: pipeWrap,
  process_methods: processMethods,
  profiler: platform.profiler,
  process_wrap: processWrap,
  report: platform.report,
  sea: platform.sea,
  serdes,
  signal_wrap: signalWrap,
  spawn_sync: spawnSync,
  sqlite,
  stream_wrap: streamWrap,
  string_decoder: stringDecoder,
  symbols: platform.symbols,
  task_queue: taskQueue,
  tcp_wrap: tcpWrap,
  timers,
  tls_wrap: tlsWrap,
  trace_events: platform.traceEvents,
  tty_wrap: ttyWrap,
  types,
  udp_wrap: udpWrap,
  url,
  url_pattern: urlPattern,
  util,
  uv: platform.uvBinding,
  v8,
  wasm_web_api: platform.wasmWebApi,
  worker,
  zlib,
};

/** Bindings that exist in Node and hold nothing that a browser could have. */
const WITHOUT_SHAPE = new Set(['internal_only_v8']);

const made = new Map<string, Binding>();

/** @throws Error when the pinned Node has no binding of that name either. */
export function internalBinding(name: string): Binding {
  let binding = made.get(name);
  if (!binding) {
    const shape = nodeData.shapes[name];
    if (!shape && !fillers[name] && !WITHOUT_SHAPE.has(name)) {
      throw new Error(`No such binding: ${name}`);
    }
    const stub = makeStub(name, shape ?? {});
    binding = fillers[name]?.(stub) ?? stub;
    made.set(name, binding);
  }
  return binding;
}
