/** What all providers need from a preview. */
import { PROVIDERS } from '../providers';
import type { PreviewSupport } from '../providers/provider';

export const SUPPORT: readonly PreviewSupport[] = Object.values(PROVIDERS).flatMap(({ preview = [] }) => preview);
