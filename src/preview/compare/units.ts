/** Figures as people read them. */
import { MEGABYTE } from './size';

/** Three digits are enough for a measurement. */
export const inMs = (milliseconds: number): string => `${digits(milliseconds)} ms`;

export const inMegabytes = (megabytes: number): string => `${digits(megabytes)} MB`;

/** Bytes in a unit in which they are short. */
export function inBytes(bytes: number): string {
  if (bytes >= MEGABYTE) return inMegabytes(bytes / MEGABYTE);
  return bytes >= KILOBYTE ? `${digits(bytes / KILOBYTE)} kB` : `${Math.round(bytes)} B`;
}

/** A number with its sign, also a positive one. */
export const signed = (value: number, shown: (value: number) => string): string =>
  `${value < 0 ? '−' : '+'}${shown(Math.abs(value))}`;

/** A number with three digits that count. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

const KILOBYTE = 1024;
