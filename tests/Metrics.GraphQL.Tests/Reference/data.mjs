// The same deterministic data as DeterministicData.cs: every value is a function of the parent's seed, the field and its arguments.
import { isEnumType, isAbstractType, isListType, isNonNullType, isObjectType } from 'graphql';

const encoder = new TextEncoder();

export const hash = (text) => {
  let h = 0x811c9dc5;
  for (const byte of encoder.encode(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
};

const canonical = (value) => {
  if (value === null || value === undefined) return 'n';
  if (value === true) return 't';
  if (value === false) return 'f';
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 53) return 'i' + value;
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return 'd' + view.getBigUint64(0).toString(16).padStart(16, '0');
  }
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.entries(value).map(([k, v]) => `${k}=${canonical(v)}`).join(',')}}`;
};

const make = (schema, type, h, isItem) => {
  if (isNonNullType(type)) {
    if (h % 37 === 0) return null;
    if (!isItem && h % 41 === 0) throw new Error('boom');
    return makeNullable(schema, type.ofType, h);
  }
  if (h % 7 === 0) return null;
  if (!isItem && h % 11 === 0) throw new Error('boom');
  return makeNullable(schema, type, h);
};

const makeNullable = (schema, type, h) => {
  if (isListType(type)) {
    return Array.from({ length: (h >>> 3) % 4 }, (_, i) => make(schema, type.ofType, hash(`${h}#${i}`), true));
  }
  if (isObjectType(type)) return { seed: h };
  if (isAbstractType(type)) {
    const names = schema.getPossibleTypes(type).map((t) => t.name).sort();
    return { seed: h, __typename: h % 31 === 0 ? 'Nothing' : names[(h >>> 5) % names.length] };
  }
  if (isEnumType(type)) {
    const values = type.getValues();
    return h % 29 === 0 ? 'NOTHING' : values[(h >>> 4) % values.length].name;
  }
  switch (type.name) {
    case 'Int': return h % 23 === 0 ? 3000000000 : (h % 2001) - 1000;
    case 'Float': return h % 23 === 0 ? 'no number' : h / 8;
    case 'String': return 's' + h;
    case 'ID': return h % 3 === 0 ? h % 1000 : 'id' + (h % 1000);
    case 'Boolean': return (h & 16) !== 0;
    default: return h % 2 === 0 ? 'c' + h : { n: h % 10, l: [1, 'é', null, { deep: true }] };
  }
};

export const fieldResolver = (source, args, _context, info) => {
  const h = hash(`${source.seed}|${info.parentType.name}.${info.fieldName}|${canonical(args)}`);
  return make(info.schema, info.returnType, h, false);
};
