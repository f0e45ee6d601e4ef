/** Whether tests run in their long form, as they do in `npm run test:slow`. */
export const IS_SLOW = process.env.SLOW !== undefined;
