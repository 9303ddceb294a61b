import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--allow-natives-syntax');

/** Whether V8 keeps an object with a shape, and not as a table. */
export const hasShape = new Function('one', 'return %HasFastProperties(one)') as (one: object) => boolean;
