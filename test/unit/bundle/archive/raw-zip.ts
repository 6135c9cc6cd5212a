import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a ZIP archive as its bytes are to say, true or not. */
export interface RawEntry {
  name: string | Buffer;
  content?: Buffer | string;
  method?: number;
  flags?: number;
  /** Sizes and checksum that are declared. */
  size?: number;
  packedSize?: number;
  crc?: number;
  extra?: Buffer;
}

/** A ZIP archive (APPNOTE 6.3.10, 4.3) byte by byte, so that it can lie. */
export function rawZip(
  entries: readonly RawEntry[],
  end: { count?: number; zip64?: boolean } = {},
): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { method = 8, flags = 0x800, extra = Buffer.alloc(0) } = entry;
    const name = Buffer.from(entry.name as string);
    const content = Buffer.from(entry.content ?? '');
    const data = method === 8 ? deflateRawSync(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(entry.crc ?? crc32(content), 10);
    fields.writeUInt32LE(entry.packedSize ?? data.length, 14);
    fields.writeUInt32LE(entry.size ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(...[Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, name, extra]);
    const parts = [Buffer.from('PK\x03\x04', 'latin1'), fields, name, extra, data];
    local.push(...parts);
    offset += parts.reduce((sum, part) => sum + part.length, 0);
  }
  const directory = Buffer.concat(central);
  const locator = end.zip64 ? Buffer.concat([Buffer.from('PK\x06\x07'), Buffer.alloc(16)]) : '';
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE((end.count ?? entries.length) & 0xffff, 8);
  record.writeUInt16LE((end.count ?? entries.length) & 0xffff, 10);
  record.writeUInt32LE(directory.length, 12);
  record.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, Buffer.from(locator), record]);
}
