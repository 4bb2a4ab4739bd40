/** Why a browser or page has no previews. Requests that need no frame still work. */
export const previewObstacles = ['insecure-context', 'unsupported', 'blocked', 'failed'] as const;
export type PreviewObstacle = (typeof previewObstacles)[number];

const MESSAGES: Record<PreviewObstacle, [message: string, nextStep: string]> = {
  'insecure-context': [
    'The preview needs a Service Worker, which browsers offer only on https: and localhost.',
    'Open the site over https:, or at http://localhost. Requests from the console work without it.',
  ],
  unsupported: [
    'The preview needs a Service Worker, which this browser does not offer here.',
    'Private windows often lack it: open the page in an ordinary window. Requests from the console work without it.',
  ],
  blocked: [
    'The preview needs a Service Worker, and this browser refuses to start one.',
    'Allow site data (cookies) for this site, or open it in an ordinary window. Requests from the console work without it.',
  ],
  failed: [
    'The Service Worker that the preview needs could not be loaded.',
    'Check your connection and reload the page. Requests from the console work without it.',
  ],
};

export class PreviewUnavailable extends Error {
  readonly obstacle: PreviewObstacle;
  readonly nextStep: string;
  constructor(obstacle: PreviewObstacle, options?: ErrorOptions) {
    const [message, nextStep] = MESSAGES[obstacle];
    super(message, options);
    this.name = 'PreviewUnavailable';
    this.obstacle = obstacle;
    this.nextStep = nextStep;
  }
}
