/** Made by .build-head.ts: where each part lies in the comment at the end of the program. */
declare module 'head:places' {
  export const PLACES: Readonly<Record<string, readonly [from: number, to: number]>>;
}
