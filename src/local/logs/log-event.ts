/** One event of a log stream. All times in epoch milliseconds. */
export interface LogEvent {
  /** Unique in its stream; digits alone, as the service's own ids. */
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

/** Puts an event behind all events that are not younger; the usual place is the end. */
export function insertEvent(events: LogEvent[], event: LogEvent): void {
  let place = events.length;
  while (place > 0 && (events[place - 1]?.timestamp ?? 0) > event.timestamp) place -= 1;
  events.splice(place, 0, event);
}
