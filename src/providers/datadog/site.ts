/** Where data goes unless the options name another site. */
export const DEFAULT_SITE = 'datadoghq.com';
