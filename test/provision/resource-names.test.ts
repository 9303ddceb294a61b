import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourceNames } from '../../src/provision/resource-names.ts';
import { ACCOUNT_ID } from '../support/resources.ts';

const account = (region = 'us-east-1') => ({ accountId: ACCOUNT_ID, region });
const streamName = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,64}$/);
const region = fc.constantFrom('us-east-1', 'ap-southeast-1', 'us-gov-west-1', 'mx-central-1');
const BUCKET = /^(?!.*\.\.)(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

describe('resource names', () => {
  it('are the plain ones for a plain stream', () => {
    expect(resourceNames('my-stream', account())).toEqual({
      bucketName: 'firehose-my-stream-123456789012-us-east-1',
      roleName: 'firehose-my-stream-us-east-1',
      policyName: 'deliver-to-s3',
      logGroupName: '/aws/kinesisfirehose/my-stream',
      logStreamName: 'DestinationDelivery',
    });
  });

  it('keep the limits of every service, whatever the stream is called', () => {
    fc.assert(
      fc.property(streamName, region, (name, where) => {
        const names = resourceNames(name, account(where));
        expect(names.bucketName).toMatch(BUCKET);
        expect(names.roleName).toMatch(/^[\w+=,.@-]{1,64}$/);
        expect(names.logGroupName).toMatch(/^[\w/.#-]{1,512}$/);
      }),
    );
  });

  it('are the same each time, and others for another stream', () => {
    fc.assert(
      fc.property(streamName, streamName, (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [resourceNames(one, account()), resourceNames(other, account())];
        expect(resourceNames(one, account())).toEqual(a);
        expect(a.bucketName).not.toBe(b.bucketName);
        expect(a.roleName.toLowerCase()).not.toBe(b.roleName.toLowerCase());
      }),
    );
  });

  it('tell streams apart that differ in case, dots or underscores only', () => {
    const streams = ['a-b', 'A-b', 'a.b', 'a_b'];
    const names = streams.map((name) => resourceNames(name, account()));
    expect(new Set(names.map(({ bucketName }) => bucketName)).size).toBe(streams.length);
    expect(new Set(names.map(({ roleName }) => roleName)).size).toBe(streams.length);
  });

  it.each([
    [30, 'plain'],
    [31, 'plain'],
    [32, 'hashed'],
  ])('of a stream of %i characters are %s in the bucket', (length, form) => {
    const name = 'x'.repeat(length);
    const { bucketName } = resourceNames(name, account());
    expect(bucketName.includes(`-${name}-`) ? 'plain' : 'hashed').toBe(form);
    expect(bucketName.length).toBe(Math.min(63, 'firehose--123456789012-us-east-1'.length + length));
  });

  it.each([
    [44, 'plain'],
    [45, 'plain'],
    [46, 'hashed'],
  ])('of a stream of %i characters are %s in the role', (length, form) => {
    const name = 'x'.repeat(length);
    const { roleName } = resourceNames(name, account());
    expect(roleName.includes(`-${name}-`) ? 'plain' : 'hashed').toBe(form);
    expect(roleName.length).toBeLessThanOrEqual(64);
  });
});
