import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { StepError } from './step-error';

/**
 * IPv4 blocks that no request goes to: those of the IANA IPv4 Special-Purpose Address Registry (RFC 6890)
 * that are not globally reachable, multicast (RFC 5771), and what is set aside for ever (RFC 1112). The
 * metadata services of clouds stand in them, but for Azure's.
 */
const REFUSED_IPV4: readonly [address: string, prefix: number][] = [
  ['0.0.0.0', 8], // this network, RFC 791
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // shared by carriers, RFC 6598
  ['127.0.0.0', 8], // loopback, RFC 1122
  ['168.63.129.16', 32], // Azure's platform, reachable only from within it
  ['169.254.0.0', 16], // link-local, RFC 3927; metadata of AWS, Google, Azure
  ['172.16.0.0', 12], // private, RFC 1918
  ['192.0.0.0', 24], // protocol assignments, RFC 6890; metadata of Oracle
  ['192.0.2.0', 24], // documentation, RFC 5737
  ['192.88.99.0', 24], // former 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // private, RFC 1918
  ['198.18.0.0', 15], // benchmarks, RFC 2544
  ['198.51.100.0', 24], // documentation, RFC 5737
  ['203.0.113.0', 24], // documentation, RFC 5737
  ['224.0.0.0', 4], // multicast, RFC 5771
  ['240.0.0.0', 4], // reserved and broadcast, RFC 1112 and RFC 919
];

/**
 * IPv6 addresses are refused outside of global unicast, `2000::/3` (IANA IPv6 Address Space, RFC 4291):
 * so are loopback, unique local, link-local, multicast and whatever is yet to be defined. Within it, by
 * the IANA IPv6 Special-Purpose Address Registry:
 */
const REFUSED_IPV6: readonly [address: string, prefix: number][] = [
  ['2001::', 23], // protocol assignments, RFC 2928, Teredo among them (RFC 4380)
  ['2001:db8::', 32], // documentation, RFC 3849
  ['2002::', 16], // 6to4, which holds an IPv4 address, RFC 3056
  ['3fff::', 20], // documentation, RFC 9637
];

/** Which machines requests may go to. */
export class AddressGuard {
  private readonly refused = new BlockList();
  private readonly globalUnicast = new BlockList();
  private readonly allowed = new BlockList();
  private readonly allowedHosts = new Set<string>();

  /**
   * @param allow what may be reached although it is refused otherwise: host names, whose addresses are
   * then not looked at, addresses, and blocks such as `10.1.0.0/16`.
   * @throws Error that names an entry that is none of these.
   */
  constructor(allow: readonly string[] = []) {
    for (const [address, prefix] of REFUSED_IPV4) this.refused.addSubnet(address, prefix, 'ipv4');
    for (const [address, prefix] of REFUSED_IPV6) this.refused.addSubnet(address, prefix, 'ipv6');
    this.globalUnicast.addSubnet('2000::', 3, 'ipv6');
    for (const entry of allow) this.allow(entry.trim());
  }

  /** Whether a request may go to an address; false for what is not an address. */
  isAddressAllowed(address: string): boolean {
    const plain = withoutMapping(address);
    const family = isIP(plain);
    // A zone (RFC 4007) belongs to addresses of the link alone.
    if (family === 0 || plain.includes('%')) return false;
    if (family === 4) {
      return this.allowed.check(plain, 'ipv4') || !this.refused.check(plain, 'ipv4');
    }
    if (this.allowed.check(plain, 'ipv6')) return true;
    const translated = ipv4In(plain, '64:ff9b::');
    // NAT64 (RFC 6052) reaches the IPv4 address that it holds.
    if (translated !== undefined) return this.isAddressAllowed(translated);
    return this.globalUnicast.check(plain, 'ipv6') && !this.refused.check(plain, 'ipv6');
  }

  /** Whether every address of a host name may be reached. */
  isHostAllowed(host: string): boolean {
    return this.allowedHosts.has(plainHost(host));
  }

  /**
   * Checks what an address of a resource says itself; names are checked as they are resolved.
   *
   * @throws StepError `HTTP_ADDRESS_REFUSED` if its scheme is not HTTP, it holds a user or password, or
   * it names an address that may not be reached.
   */
  checkUrl(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw refusal(`Only http and https are requested, not ${url.protocol.slice(0, -1)}.`);
    }
    if (url.username !== '' || url.password !== '') {
      throw refusal('The address holds a user or password; those belong into a header.');
    }
    const address = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) !== 0 && !this.isHostAllowed(address) && !this.isAddressAllowed(address)) {
      throw refusal(`Requests to ${address} are not allowed.`);
    }
  }

  /**
   * A `lookup` for `net.connect` that answers only addresses that may be reached. The connection goes
   * to what it answers, so a name that resolves to something else the next time (DNS rebinding) gains
   * nothing.
   */
  lookupWith(lookup: AddressLookup = systemLookup): LookupFunction {
    return (host, options, callback) => {
      lookup(host, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, []);
        const usable = this.isHostAllowed(host)
          ? addresses
          : addresses.filter(({ address }) => this.isAddressAllowed(address));
        const [first] = usable;
        if (first === undefined) {
          return callback(refusal(`Requests to the addresses of ${host} are not allowed.`), []);
        }
        if (options.all === true) callback(null, usable);
        else callback(null, first.address, first.family);
      });
    };
  }

  private allow(entry: string): void {
    const [address = '', prefix, ...more] = entry.split('/');
    const family = isIP(address);
    const longest = family === 4 ? 32 : 128;
    const isBlock = prefix !== undefined;
    const isSound = isBlock
      ? family !== 0 && more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest
      : family !== 0 || /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?\.?$/.test(address);
    if (!isSound)
      throw new Error(`${entry} is not a host name, an address or a block of addresses.`);
    if (family === 0) this.allowedHosts.add(plainHost(address));
    else {
      const length = isBlock ? Number(prefix) : longest;
      this.allowed.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
    }
  }
}

/** As `dns.lookup` with `all`. */
export type AddressLookup = (
  host: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

function refusal(message: string): StepError {
  return new StepError('HTTP_ADDRESS_REFUSED', message);
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) as the IPv4 address that a connection goes to. */
function withoutMapping(address: string): string {
  return (isIP(address) === 6 ? ipv4In(address, '::ffff:0:0') : undefined) ?? address;
}

/** The IPv4 address in the last 32 bits of an IPv6 address that begins with the 96 bits of `prefix`. */
function ipv4In(address: string, prefix: string): string | undefined {
  const block = new BlockList();
  block.addSubnet(prefix, 96, 'ipv6');
  const groups = groupsOf(address);
  if (groups === undefined || !block.check(address, 'ipv6')) return undefined;
  const [high = 0, low = 0] = groups.slice(-2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of 16 bits of an IPv6 address; undefined if it has a zone. */
function groupsOf(address: string): number[] | undefined {
  if (address.includes('%')) return undefined;
  // The URL standard writes an address in one way, without dotted decimals.
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
  const [head, tail] = [read(front), read(back ?? '')];
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
