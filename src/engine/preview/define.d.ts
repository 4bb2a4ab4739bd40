/** The bundled `injected.ts`, put in by the build (`define` of esbuild). */
declare const __INJECTED_SCRIPT__: string;
