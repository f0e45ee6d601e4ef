/** What esbuild makes of a handler that is written as `export`: in CommonJS a getter, which nothing can wrap, but for a footer. */

/** Turns the exports of a bundle into plain properties; on exports that are so already it does nothing. */
export const FOOTER = 'module.exports={...module.exports};';

/** Whether a footer, or the bundle itself, has that, however it is written. */
export const hasFooter = (text: unknown): boolean =>
  /module\.exports\s*=\s*\{\s*\.\.\.\s*module\.exports/.test(String(text));
