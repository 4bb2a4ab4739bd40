/** What the page tells this process of others. */
import { receiveThreadEvent } from '../bindings/worker.ts';
import { runtime } from '../core/runtime.ts';
import type { ProcessEvent } from '../process-messages.ts';
import { childExited, livingProcesses, setFirstChildPid, updateProcesses } from './children.ts';
import { receiveLinkEvent } from './links.ts';
import { Pipe } from './pipe.ts';
import { connected, remotePaths, updatePorts, updateRemotePorts } from './remote.ts';
import { ports, TCP } from './tcp.ts';
import { receiveDatagram, remoteSockets, UDP } from './udp.ts';
import type { ListenerDescription } from '../process-messages.ts';

/** Learns what is there as this process starts. */
export function joinProcesses(start: {
  pid: number;
  firstChildPid: number;
  pids: number[];
  listeners: ListenerDescription[];
  paths: string[];
  udpSockets: ListenerDescription[];
}): void {
  setFirstChildPid(start.firstChildPid);
  for (const pid of start.pids) livingProcesses.add(pid);
  updateRemotePorts(start.listeners, []);
  for (const path of start.paths) remotePaths.add(path);
  // Far enough apart that processes seldom choose the same one.
  ports.startEphemeralAt(start.pid * 257);
  updatePorts(remoteSockets, start.udpSockets, []);
  UDP.startEphemeralAt(start.pid * 257);
}

export function receiveProcessEvent(event: ProcessEvent): void {
  switch (event.type) {
    case 'link':
      return receiveLinkEvent(event);
    case 'child-exit':
      return childExited(event.pid, event);
    case 'reparented':
      runtime.ppid = 1;
      return;
    case 'processes':
      return updateProcesses(event.started, event.ended);
    case 'listeners':
      return updateRemotePorts(event.opened, event.closed);
    case 'paths':
      for (const path of event.opened) remotePaths.add(path);
      for (const path of event.closed) remotePaths.delete(path);
      return;
    case 'listen-failed':
      return TCP.listenFailed(event.listener);
    case 'connection':
      return TCP.acceptLink(event.link, event.address, event.port, event.remote);
    case 'connection-path':
      return Pipe.acceptLink(event.link, event.path);
    case 'connected':
      return connected(event.link, event.ok);
    case 'udp-sockets':
      return updatePorts(remoteSockets, event.opened, event.closed);
    case 'datagram':
      return receiveDatagram(event.datagram, event.share);
    case 'layers':
      // `worker/main.ts` has mounted them.
      return;
    default:
      return receiveThreadEvent(event);
  }
}
