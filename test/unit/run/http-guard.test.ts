import type { LookupAddress } from 'node:dns';
import * as fc from 'fast-check';
import { AddressGuard } from '../../../src/run/execution/http-guard';
import { StepError } from '../../../src/run/execution/step-error';

const guard = new AddressGuard();

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.255',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::ffff:0:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  '2a00::1%eth0',
  'fec0::1',
  'ff02::1',
  'localhost',
  '',
])('no request goes to %s', (address) => {
  expect(guard.isAddressAllowed(address)).toBe(false);
});

test.each([
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '::ffff:1.1.1.1',
  '64:ff9b::1.1.1.1',
  '2001:200::1',
  '2606:4700:4700::1111',
  '2a00:1450::1',
])('requests go to %s', (address) => {
  expect(guard.isAddressAllowed(address)).toBe(true);
});

test('an IPv4 address and its mapping into IPv6 are judged alike, however that is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const bytes = address.split('.').map(Number) as [number, number, number, number];
      const high = (bytes[0] * 256 + bytes[1]).toString(16);
      const low = (bytes[2] * 256 + bytes[3]).toString(16);
      const isAllowed = guard.isAddressAllowed(address);
      for (const mapped of [
        `::ffff:${address}`,
        `::FFFF:${high}:${low}`,
        `0:0:0:0:0:ffff:${high}:${low}`,
      ]) {
        expect(guard.isAddressAllowed(mapped)).toBe(isAllowed);
      }
    }),
  );
});

test('what is allowed by block, address or host name is reached, and nothing beside it', () => {
  const lenient = new AddressGuard(['10.1.0.0/16', '127.0.0.1', 'fd00::/8', 'Printer.internal.']);
  expect(
    ['10.1.9.9', '127.0.0.1', '::ffff:10.1.9.9', 'fd12::1'].map((address) =>
      lenient.isAddressAllowed(address),
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ['10.2.0.1', '127.0.0.2', 'fe80::1'].map((address) => lenient.isAddressAllowed(address)),
  ).toEqual([false, false, false]);
  expect(lenient.isHostAllowed('PRINTER.internal')).toBe(true);
  expect(lenient.isHostAllowed('other.internal')).toBe(false);
});

test.each(['10.0.0.0/33', '10.0.0.0/', 'a/8', 'http://x', '', '10.0.0.0/8/8', 'a b', '-x'])(
  'the entry %j is refused at the start',
  (entry) => {
    expect(() => new AddressGuard([entry])).toThrow('is not a host name');
  },
);

test.each([
  'http://127.0.0.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://127.0.0.1./',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data',
  'ftp://example.com/',
  'file:///etc/passwd',
  'http://user:password@example.com/',
])('%s is refused before anything is resolved', (url) => {
  expect(() => guard.checkUrl(new URL(url))).toThrow(StepError);
});

test('names are left to the lookup', () => {
  expect(() => guard.checkUrl(new URL('http://localhost/'))).not.toThrow();
});

describe('lookup', () => {
  const resolve = (own: AddressGuard, answer: LookupAddress[], all: boolean) =>
    new Promise<unknown>((done, fail) => {
      const lookup = own.lookupWith((_host, _options, callback) => callback(null, answer));
      lookup('example.test', { all }, (error, found, family) =>
        error === null ? done(all ? found : [found, family]) : fail(error),
      );
    });
  const inside = { address: '10.0.0.1', family: 4 };
  const outside = { address: '1.1.1.1', family: 4 };

  test('answers those addresses alone that may be reached', async () => {
    expect(await resolve(guard, [inside, outside], true)).toEqual([outside]);
    expect(await resolve(guard, [inside, outside], false)).toEqual(['1.1.1.1', 4]);
  });

  test('refuses a name of which none may be reached', async () => {
    await expect(resolve(guard, [inside], true)).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_REFUSED',
    });
    await expect(resolve(guard, [], true)).rejects.toMatchObject({ code: 'HTTP_ADDRESS_REFUSED' });
  });

  test('answers all of a host that is allowed by name', async () => {
    expect(await resolve(new AddressGuard(['example.test']), [inside], true)).toEqual([inside]);
  });
});
