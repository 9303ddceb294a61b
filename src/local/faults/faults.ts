import { chance } from './chance.ts';
import { type FaultKind, type FaultRule, type FaultScript, type Range, stageOf } from './fault-rule.ts';

/** What a call's records are checked against, one by one; positions count from 1. */
export type EntryOrders = (data: Buffer, position: number) => FaultRule | undefined;

/** The orders, asked call by call; each fault that it hands out counts as applied. */
export interface Faults {
  /** The first order that stands before this call's operation. */
  atDoor(operation: string, call: number): FaultRule | undefined;
  /** All orders that spoil this call's reply. */
  onReply(operation: string, call: number): readonly FaultRule[];
  /** How to ask about each record of this call; undefined when no order could hit any. */
  onEntries(operation: string, call: number): EntryOrders | undefined;
  /** The first order about what this call has just made. */
  onCreation(operation: string, call: number): FaultRule | undefined;
  /** All orders about the delivery of this number (from 1). */
  onDelivery(delivery: number): readonly FaultRule[];
  /** How often each kind was applied; entries count one by one. */
  readonly applied: Readonly<Partial<Record<FaultKind, number>>>;
}

interface Order {
  readonly rule: FaultRule;
  readonly index: number;
  readonly needle: Buffer | undefined;
  left: number;
}

/** Makes a script answerable. `times` is counted here, so two servers need two of these. */
export function createFaults(script: FaultScript): Faults {
  const applied: Partial<Record<FaultKind, number>> = {};
  const orders = script.rules.map((rule, index): Order => {
    const { contains, times = Number.POSITIVE_INFINITY } = rule.parameters;
    return { rule, index, needle: contains === undefined ? undefined : Buffer.from(contains), left: times };
  });

  const apply = (order: Order): boolean => {
    if (order.left <= 0) return false;
    order.left -= 1;
    applied[order.rule.fault] = (applied[order.rule.fault] ?? 0) + 1;
    return true;
  };
  const candidates = (stage: string, operation: string): readonly Order[] =>
    orders.filter(({ rule }) => stageOf(rule) === stage && isOn(rule, operation));
  const rulesFor = (stage: string, operation: string, call: number): readonly FaultRule[] =>
    candidates(stage, operation)
      .filter((order) => isDue(script.seed, order, call, 0) && apply(order))
      .map(({ rule }) => rule);

  return {
    applied,
    atDoor: (operation, call) =>
      candidates('door', operation).find((order) => isDue(script.seed, order, call, 0) && apply(order))?.rule,
    onReply: (operation, call) => rulesFor('reply', operation, call),
    onCreation: (operation, call) => rulesFor('creation', operation, call)[0],
    onDelivery: (delivery) => rulesFor('delivery', 'Delivery', delivery),
    onEntries(operation, call) {
      const due = candidates('entry', operation).filter((order) => canHit(order, call));
      if (due.length === 0) return undefined;
      return (data, position) =>
        due.find((order) => hits(script.seed, order, call, data, position) && apply(order))?.rule;
    },
  };
}

function isOn(rule: FaultRule, operation: string): boolean {
  return rule.on.includes(operation) || (rule.on.includes('*') && operation !== 'Delivery');
}

function isDue(seed: number, { rule, index }: Order, call: number, entry: number): boolean {
  const { when } = rule;
  return when.kind === 'share' ? chance(seed, index, call, entry) < when.share : isWithin(when.ranges, call);
}

function canHit({ rule, left }: Order, call: number): boolean {
  return left > 0 && (rule.when.kind === 'share' ? rule.when.share > 0 : isWithin(rule.when.ranges, call));
}

function hits(seed: number, order: Order, call: number, data: Buffer, position: number): boolean {
  const { entries } = order.rule.parameters;
  if (entries !== undefined && !isWithin(entries, position)) return false;
  if (order.needle !== undefined && !data.includes(order.needle)) return false;
  return isDue(seed, order, call, position);
}

function isWithin(ranges: readonly Range[], number: number): boolean {
  return ranges.some(({ first, last }) => number >= first && number <= last);
}
