/** The colors of a preview in the terminal. */
import { ANSI, type DrawingPalette, NO_COLORS } from '../../preview/draw/palette';
import type { Call } from '../command';
import { isColored } from '../terminal/palette';

export const paletteOf = ({ host, flags }: Call): DrawingPalette =>
  isColored(host.out, host.variables, flags.color as boolean | undefined) ? ANSI : NO_COLORS;
