/** Programs that print the same under Node and in the engine, by file name. */
export const programs: Record<string, { source: string; prints: string[]; code?: number }> = {
  'unsettled.mjs': {
    source: `
      process.on('exit', (code) => console.log(code));
      await new Promise(() => {});`,
    prints: ['0', 'Warning: Detected unsettled top-level await'],
    code: 13,
  },
  'compile.mjs': {
    source: `
      const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
      console.log((await WebAssembly.compile(bytes)) instanceof WebAssembly.Module);
      const { instance } = await WebAssembly.instantiate(bytes);
      console.log(Object.keys(instance.exports));
      await WebAssembly.compile(bytes.subarray(1)).catch((error) => console.log(error.name));`,
    prints: ['true', '[]', 'CompileError'],
  },
  'pipes.cjs': {
    source: `
      const { spawn } = require('node:child_process');
      const child = spawn('node', ['-e', 'process.stdin.on("end", () => process.exit(3)).pipe(process.stdout)']);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      child.on('close', (code, signal) => console.log(text, code, signal));
      child.stdin.end('there and back');`,
    prints: ['there and back 3 null'],
  },
  'signals.cjs': {
    source: `
      const { spawn } = require('node:child_process');
      const loop = spawn('node', ['-e', 'console.log(1); for (;;);']);
      loop.stdout.once('data', () => loop.kill());
      loop.on('exit', (code, signal) => {
        console.log(code, signal);
        const polite = spawn('node', ['-e', 'process.on("SIGTERM", () => process.exit(5)); console.log(1); setInterval(() => {}, 1000)']);
        polite.stdout.once('data', () => polite.kill());
        polite.on('exit', (code, signal) => {
          console.log(code, signal);
          spawn('no-such-command').on('error', (error) => console.log(error.message));
        });
      });`,
    prints: ['null SIGTERM', '5 null', 'spawn no-such-command ENOENT'],
  },
  'messages.cjs': {
    source: `
      const { fork } = require('node:child_process');
      const net = require('node:net');
      if (process.send) {
        process.on('message', (message, socket) => {
          if (socket) socket.end('child has the socket');
          else process.send({ echo: message });
        });
      } else {
        const child = fork(__filename, { serialization: 'advanced' });
        child.send(new Map([['a', 1n]]));
        child.once('message', (message) => {
          console.log(message);
          const server = net.createServer({ pauseOnConnect: true }, (socket) => child.send('take', socket));
          server.listen(0, () => {
            net.connect(server.address().port).on('data', (data) => {
              console.log(String(data));
              server.close();
              child.disconnect();
            });
          });
        });
        child.on('exit', (code) => console.log('exit', code));
      }`,
    prints: ["{ echo: Map(1) { 'a' => 1n } }", 'child has the socket', 'exit 0'],
  },
  'network.cjs': {
    source: `
      const { fork } = require('node:child_process');
      const http = require('node:http');
      if (process.send) {
        http.createServer((request, response) => {
          let length = 0;
          request.on('data', (chunk) => (length += chunk.length));
          request.on('end', () => response.end(String(length)));
        }).listen(4000, () => process.send('ready'));
      } else {
        const child = fork(__filename);
        child.once('message', async () => {
          const response = await fetch('http://localhost:4000/', { method: 'POST', body: 'x'.repeat(2_000_000) });
          console.log(await response.text());
          http.createServer().listen(4000).on('error', (error) => {
            console.log(error.code);
            child.kill('SIGKILL');
          });
        });
        child.on('exit', () => fetch('http://localhost:4000/').catch((error) => console.log(error.cause.code)));
      }`,
    prints: ['2000000', 'EADDRINUSE', 'ECONNREFUSED'],
  },
  'cluster.cjs': {
    source: `
      const cluster = require('node:cluster');
      const http = require('node:http');
      if (cluster.isPrimary) {
        let listening = 0;
        cluster.fork();
        cluster.fork();
        const ask = async () => (await fetch('http://localhost:4100/', { headers: { connection: 'close' } })).text();
        cluster.on('listening', async () => {
          if (++listening === 2) {
            const answers = new Set();
            for (let n = 0; n < 4; n++) answers.add(await ask());
            console.log([...answers].sort().join(' '));
            cluster.workers[1].process.kill('SIGKILL');
          } else if (listening === 3) {
            console.log((await ask()) !== '1');
            cluster.disconnect(() => console.log('disconnected'));
          }
        });
        cluster.once('exit', (worker, code, signal) => {
          console.log(worker.id, signal);
          cluster.fork();
        });
      } else http.createServer((request, response) => response.end(String(cluster.worker.id))).listen(4100);`,
    prints: ['1 2', '1 SIGKILL', 'true', 'disconnected'],
  },
  // Where Node differs: its client would wait for ever if the dying worker is handed a connection.
  'cluster-death.cjs': {
    source: `
      const cluster = require('node:cluster');
      const http = require('node:http');
      const ask = async (path) => (await fetch('http://localhost:4200' + path, { headers: { connection: 'close' } })).text();
      if (cluster.isPrimary) {
        let listening = 0;
        cluster.fork();
        cluster.fork();
        cluster.on('listening', async () => {
          if (++listening < 2) return;
          const dying = await ask('/die');
          const answers = await Promise.all(Array.from({ length: 4 }, () => ask('/')));
          console.log(answers.every((answer) => answer !== dying), answers.length);
          cluster.disconnect();
        });
      } else {
        http.createServer((request, response) => {
          response.end(String(cluster.worker.id), () => {
            if (request.url !== '/die') return;
            for (const until = Date.now() + 500; Date.now() < until;);
            process.exit(1);
          });
        }).listen(4200);
      }`,
    prints: ['true 4'],
  },
  'synchronous.cjs': {
    source: `
      const { execFileSync, execSync, spawnSync } = require('node:child_process');
      const fs = require('node:fs');
      const program = 'const fs = require("fs"); fs.writeFileSync("/tmp/made", "by the child"); process.stdin.pipe(process.stdout)';
      console.log(execFileSync('node', ['-e', program], { input: 'in and out', encoding: 'utf8' }));
      console.log(fs.readFileSync('/tmp/made', 'utf8'));
      console.log(spawnSync('node', ['-e', 'for (;;);'], { timeout: 500 }).error.code);
      console.log(execSync('echo one && echo two | cat', { encoding: 'utf8' }).trim());`,
    prints: ['in and out', 'by the child', 'ETIMEDOUT', 'one', 'two'],
  },
};
