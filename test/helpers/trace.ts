/** How log lines name a trace. */

/** The ids by which a log line may name a trace: all 32 digits, or the lower 64 bits as a decimal number. */
export const namesOfTrace = (traceId: string): string[] => [traceId, BigInt(`0x${traceId.slice(-16)}`).toString()];
