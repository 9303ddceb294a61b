/** What few programs call, each behind a lazy import: who only sends waits for no client of S3, IAM, Logs or STS. */
export const DOORS = {
  resources: () => import('./create-resources.ts'),
  destination: () => import('./read-objects.ts'),
} as const;
