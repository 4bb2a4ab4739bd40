// 10,000 timers of up to 50 ms.
const COUNT = 10_000;
const started = performance.now();
let left = COUNT;
for (let index = 0; index < COUNT; index++) {
  setTimeout(() => {
    if (--left === 0) console.log(performance.now() - started);
  }, index % 50);
}
