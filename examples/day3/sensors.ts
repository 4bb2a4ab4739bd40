import { setTimeout } from 'node:timers/promises';

export const sensors = ['kitchen', 'cellar'] as const;
export type Sensor = (typeof sensors)[number];

/** Asks a sensor. The one in the cellar never answers in time. */
export async function readSensor(sensor: Sensor): Promise<number> {
  await setTimeout(10);
  if (sensor === 'cellar') {
    throw Object.assign(new Error('The sensor in the cellar does not answer'), { status: 503 });
  }
  return 21.5;
}
