import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { getUserAgentMiddlewareOptions, userAgentMiddleware } from '@aws-sdk/core/client';

type Configuration = Parameters<typeof userAgentMiddleware>[0];
type Middleware = ReturnType<typeof userAgentMiddleware>;
type Handler = ReturnType<Middleware>;

/** What tells the service who calls. Names as the SDK writes them. */
const HEADERS = ['user-agent', 'x-amz-user-agent'] as const;

/**
 * Makes a client put its user agent together once for each operation and not for each call: it says what program,
 * platform and settings call, and none of them changes while a client lives.
 */
export function makeUserAgentOnce({ config, middlewareStack }: FirehoseClient): void {
  const once = onceForEachStack(userAgentMiddleware(config as Configuration));
  middlewareStack.add(once as never, getUserAgentMiddlewareOptions);
}

function onceForEachStack(middleware: Middleware): Middleware {
  return (next, context) => {
    let made: Readonly<Record<string, string>> | undefined;
    const make = middleware((args) => {
      made = userAgentOf(headersOf(args));
      return next(args);
    }, context);
    return (args) => {
      if (made === undefined) return make(args);
      Object.assign(headersOf(args), made);
      return next(args);
    };
  };
}

const headersOf = ({ request }: Parameters<Handler>[0]) =>
  (request as { readonly headers: Record<string, string> }).headers;

function userAgentOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const told = HEADERS.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(
    told.filter((header): header is [(typeof HEADERS)[number], string] => header[1] !== undefined),
  );
}
